import { mkdirSync, readFileSync, statSync } from "node:fs"
import os from "node:os"
import path from "node:path"

/** The unprivileged user a child process gets when we are root. */
export interface RunAs {
  readonly uid: number
  readonly gid: number
}

/**
 * Postgres refuses to start as root, so root needs an existing unprivileged user (a user id
 * without a line in the passwd file is refused as well). Undefined when we are not root.
 */
export const unprivilegedUser = (): RunAs | undefined => {
  if (process.getuid?.() !== 0) {
    return undefined
  }
  const users = new Map(
    readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }] as const),
  )
  const found = users.get("postgres") ?? users.get("nobody")
  if (!found) {
    throw new Error(
      "Postgres does not run as root and there is neither a user postgres nor nobody. " +
        "Run as a normal user, or set DATABASE_URL to a Postgres server of yours.",
    )
  }
  return found
}

/** Whether the user may enter the folder and all folders above it. */
export const canTraverse = (folder: string, runAs: RunAs | undefined): boolean => {
  if (!runAs) {
    return true
  }
  for (let current = path.resolve(folder); ; current = path.dirname(current)) {
    const { mode, uid, gid } = statSync(current)
    const bit = uid === runAs.uid ? 0o100 : gid === runAs.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) {
      return false
    }
    if (current === path.dirname(current)) {
      return true
    }
  }
}

/** A folder outside the repository that every user can enter and only we can write. */
export const sharedFolder = (): string => {
  const base = process.platform === "win32" ? os.tmpdir() : "/var/tmp"
  const folder = path.join(base, `medusa-plugin-loyalty-${process.getuid?.() ?? "user"}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  if (process.getuid && statSync(folder).uid !== process.getuid()) {
    throw new Error(`${folder} belongs to another user. Remove it and try again.`)
  }
  return folder
}
