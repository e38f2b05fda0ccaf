/**
 * The framework: endpoints, entities, services, and what they declare.
 *
 * @module
 */
export * from "./answer.ts";
export * from "./calibration.ts";
export * from "./context.ts";
export * from "./declaration.ts";
export * from "./describe.ts";
export * from "./endpoint.ts";
export * from "./entity.ts";
export * from "./field.ts";
export * from "./interval.ts";
export * from "./lockout.ts";
export * from "./log_decision.ts";
export * from "./namespace.ts";
export * from "./nearest.ts";
export * from "./payload.ts";
export * from "./python_regexp.ts";
export * from "./safe_set.ts";
export * from "./scheduler.ts";
export * from "./serve.ts";
export * from "./service.ts";
export * from "./state_file.ts";
