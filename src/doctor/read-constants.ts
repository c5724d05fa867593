import type { Neighbour } from "./facts"

type Files = Neighbour["files"]

/** An argument as it stands in code: a literal, or a name that may be one of several modules' parts. */
export const ARGUMENT = "(?:[\"'`]([^\"'`]+)[\"'`]|([A-Za-z_$][\\w$.]*))"

const ASSIGNED = /([A-Za-z_$][\w$]*)\s*(?::\s*[\w<>"' |]+)?=\s*["'`]([^"'`]+)["'`]/g
const RENAMED = /([A-Za-z_$][\w$]*)\s+as\s+([A-Za-z_$][\w$]*)/g

/**
 * What text constants of a neighbour's code hold. Medusa's own convention is to write
 * `Module(BLOG_MODULE, …)` and `createWorkflow(workflowId, …)`, with the constant in the same file
 * or in another one.
 */
export class Constants {
  private readonly byFile = new Map<string, Map<string, string[]>>()
  private readonly everywhere = new Map<string, string[]>()

  constructor(files: Files) {
    for (const { path, code } of files) {
      const here = new Map<string, string[]>()
      for (const [, name = "", value = ""] of code.matchAll(ASSIGNED)) {
        here.set(name, [...(here.get(name) ?? []), value])
        this.everywhere.set(name, [...(this.everywhere.get(name) ?? []), value])
      }
      this.byFile.set(path, here)
    }
  }

  /**
   * The texts that an argument may stand for: of the file's own constant, else of all constants of
   * the neighbour with that name, whatever file it is imported from.
   */
  valuesOf(file: Files[number], [literal, name]: (string | undefined)[]): string[] {
    if (literal !== undefined) {
      return [literal]
    }
    const last = name?.split(".").at(-1) ?? ""
    const own = this.byFile.get(file.path)?.get(last)
    const original = [...file.code.matchAll(RENAMED)].find(([, , alias]) => alias === last)?.[1]
    return own ?? this.everywhere.get(original ?? last) ?? []
  }
}
