import { cpSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"

/**
 * Copies a build context as Docker would send it: everything but what `.dockerignore` names. The
 * patterns are those that ours uses: names, folders, `*`, a leading `**` and `!`.
 */
export function copyContext(from: string, to: string): void {
  const isIgnored = ignoring(readFileSync(path.join(from, ".dockerignore"), "utf8"))
  const files = readdirSync(from, { withFileTypes: true })
  for (const { name } of files) {
    cpSync(path.join(from, name), path.join(to, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !isIgnored(path.relative(from, source)),
    })
  }
}

/** Whether a path, relative to the context, stays outside; the last pattern that fits decides. */
export function ignoring(text: string): (file: string) => boolean {
  const rules = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({
      keeps: line.startsWith("!"),
      pattern: patternOf(line.replace(/^!/, "").replace(/\/$/, "")),
    }))
  return (file) =>
    rules.reduce((ignored, { keeps, pattern }) => (pattern.test(file) ? !keeps : ignored), false)
}

function patternOf(glob: string): RegExp {
  const source = glob
    .split("/")
    .map((part) => (part === "**" ? "(?:.*/)?" : `${escaped(part).replaceAll("\\*", "[^/]*")}/`))
    .join("")
    .replace(/\/$/, "")
  // What lies in an ignored folder is ignored as well.
  return new RegExp(`^${source}(?:/.*)?$`)
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
