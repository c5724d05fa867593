/**
 * Loads what lies above the module when the application has started: core workflows and ours must
 * not be loaded by the module itself. `require`, because an `import()` wants built file names.
 */
export function lazily<T>(path: string): T {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  return require(path) as T
}
