/**
 * Takes a configuration out of the wrappers that older files have.
 *
 * @module
 */
import { merge } from "./merge.ts";
import { isMap, member } from "./plain_data.ts";
import { type Path, pathText } from "./position.ts";
import { configurationError, Problems } from "./problem.ts";
import type { Source } from "./source.ts";

const WRAPPER = "runtime-config";
const HELM_VALUES = "configFileData";

/**
 * Returns the configuration without its `runtime-config` wrapper, with a warning if there was one.
 *
 * What stands in the wrapper is laid over what stands beside it, under everything that the command line says. In the
 * values file of a Helm chart, where the wrapper stands under `configFileData`, what stands beside is the
 * chart's own and left out. The positions of the result know both places.
 *
 * Throws a {@linkcode ConfigurationError} if the wrapper is no map.
 */
export function unwrapRuntimeConfig(source: Source): Source {
  const { data, file, positions } = source;
  const chart = member(data, HELM_VALUES);
  const isChart = isMap(chart) && Object.hasOwn(chart, WRAPPER);
  const prefix: Path = isChart ? [HELM_VALUES, WRAPPER] : [WRAPPER];
  const holder = isChart ? chart : data;
  if (!Object.hasOwn(holder, WRAPPER)) return source;
  const { [WRAPPER]: wrapped, ...beside } = holder;
  if (!isMap(wrapped)) {
    throw configurationError(
      file,
      `${pathText(prefix)} must be a map with the keys of the service.`,
      positions.nearest(prefix),
    );
  }
  const wayOut = isChart
    ? "let the chart hold the keys of the service themselves. What stands beside it is left to the chart."
    : "move what it holds to the top level.";
  const problems = new Problems(file, positions);
  problems.warn(
    prefix,
    `the wrapper ${pathText(prefix)} is deprecated: ${wayOut}`,
  );
  return {
    file,
    data: isChart ? wrapped : merge(beside, wrapped) as typeof data,
    positions: positions.within(prefix),
    problems: [...source.problems, ...problems.list],
  };
}
