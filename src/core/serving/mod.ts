/**
 * How a service runs: it listens, answers each request, and keeps to deadlines.
 *
 * @module
 */
export { type Answer, answer, failure } from "./answer.ts";
export { type RunningService, serve, type ServeOptions } from "./serve.ts";
