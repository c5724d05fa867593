import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"

/** A source file, its path relative to the repository with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly code: string
}

/** All TypeScript files below a folder of the repository, sorted by path. */
export const sourceFiles = (folder: string): SourceFile[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => path.join(folder, name))
        .sort()
        .map((file) => ({
          path: file.split(path.sep).join("/"),
          code: readFileSync(file, "utf8"),
        }))
    : []
