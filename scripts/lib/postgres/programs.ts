import { spawnSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import path from "node:path"

/** What a server, a backup and a restore need: all of one version. */
const NEEDED = ["initdb", "postgres", "pg_dump", "pg_restore"]
/** Where Debian keeps a folder for each version. */
const DEBIAN = "/usr/lib/postgresql"

/**
 * The folder of this machine's own Postgres, newest first, with its server and its client programs.
 * Those that npm installs are a server alone, and a pg_dump refuses servers newer than itself.
 *
 * @throws Error with what to install.
 */
export function machinePostgres(): string {
  const { stdout } = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" })
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : []
  const newest = versions.sort((a, b) => Number(b) - Number(a))
  const folders = [
    ...newest.map((version) => path.join(DEBIAN, version, "bin")),
    ...(stdout ? [stdout.trim()] : []),
  ]
  const found = folders.find((folder) =>
    NEEDED.every((program) => existsSync(path.join(folder, program))),
  )
  if (found === undefined) {
    throw new Error(
      `No Postgres with ${NEEDED.join(", ")} is on this machine. ` +
        'Install one; on Debian that is "apt-get install postgresql".',
    )
  }
  return found
}
