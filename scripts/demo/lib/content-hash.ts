import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import path from "node:path"

/**
 * Changes whenever one of these files, or a file in one of these folders, does.
 *
 * @param counts which of the files in the folders matter, all where it is left out
 */
export function contentHash(
  places: readonly string[],
  counts: (file: string) => boolean = () => true,
): string {
  const hash = createHash("sha256")
  for (const place of places) {
    for (const file of filesIn(place).filter(counts)) {
      hash.update(path.relative(place, file)).update("\0").update(readFileSync(file)).update("\0")
    }
  }
  return hash.digest("hex")
}

function filesIn(place: string): string[] {
  if (!existsSync(place)) {
    return []
  }
  if (statSync(place).isFile()) {
    return [place]
  }
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}
