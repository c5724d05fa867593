// @ts-check
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"

/**
 * @typedef {{ name: string, command: string[], files: string[] }} Generator
 *   `files` are files and folders, relative to the repository.
 */

/**
 * Runs a generator, and answers which of its files it changed. They are put back as they were: a
 * check changes nothing.
 *
 * @param {Generator} generator
 * @param {string} root
 * @returns {Promise<string | undefined>}
 */
export const changedBy = async ({ command, files }, root) => {
  const before = contents(files, root)
  const [program = "", ...args] = command
  const result = spawnSync(program, args, { cwd: root, encoding: "utf8" })
  const after = contents(files, root)
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  )
  changed.forEach((file) => restore(path.join(root, file), before.get(file)))
  if (result.status !== 0) {
    return `${command.join(" ")} failed.\n${result.error?.message ?? result.stdout + result.stderr}`
  }
  if (after.size === 0) {
    return `${command.join(" ")} wrote none of its files: ${files.join(", ")}`
  }
  return changed.length > 0 ? `Out of date: ${changed.join(", ")}` : undefined
}

/**
 * @param {string[]} names
 * @param {string} root
 */
const contents = (names, root) => {
  /** @type {Map<string, string>} */
  const found = new Map()
  for (const name of names) {
    for (const file of filesIn(path.join(root, name))) {
      found.set(path.relative(root, file), fs.readFileSync(file, "latin1"))
    }
  }
  return found
}

/**
 * @param {string} place
 * @returns {string[]}
 */
const filesIn = (place) => {
  const stat = fs.statSync(place, { throwIfNoEntry: false })
  if (!stat?.isDirectory()) {
    return stat ? [place] : []
  }
  return fs.readdirSync(place).flatMap((name) => filesIn(path.join(place, name)))
}

/**
 * @param {string} file
 * @param {string | undefined} content
 */
const restore = (file, content) => {
  if (content === undefined) {
    fs.rmSync(file)
  } else {
    fs.writeFileSync(file, content, "latin1")
  }
}
