/**
 * How a service runs: it listens, answers each request, and keeps to deadlines.
 *
 * @module
 */
export { type Answer, answer, failure } from "./answer.ts";
export type { RunningService, ServeOptions } from "./running_service.ts";
export { serve } from "./serve.ts";
