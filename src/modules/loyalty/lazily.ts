/**
 * Loads what lies above the module when the application has started: core workflows and ours must
 * not be loaded by the module itself. Also packages that a shop can start without, where they are
 * needed first. `require`, because an `import()` wants built file names and has to be waited for.
 */
export function lazily<T>(path: string): T {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  return require(path) as T
}
