/**
 * For hooks that look at every test: fails the test that is over with what was found. It asserts
 * nothing, so that a test which asserts nothing itself is found out.
 */
export function failWith(found: readonly string[]): void {
  if (found.length > 0) {
    throw new Error(`Found after the test:\n${found.join("\n")}`)
  }
}
