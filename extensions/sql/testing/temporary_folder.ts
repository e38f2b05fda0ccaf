/** A folder that is gone in the end. */
export interface TemporaryFolder extends Disposable {
  /** Its path. */
  readonly path: string;
}

/** Makes an empty folder. */
export function temporaryFolder(): TemporaryFolder {
  const path = Deno.makeTempDirSync();
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
