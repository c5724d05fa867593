import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { DemoError } from "./errors"

const POLL_MS = 500
const LIMIT_MS = 300_000

/**
 * Runs work while no other process on this machine does work under the same lock. The lock of a
 * process that was killed is taken over.
 *
 * @param place a folder that exists while somebody works
 * @throws DemoError when somebody else works for more than five minutes
 */
export async function withFolderLock<T>(place: string, work: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + LIMIT_MS; !take(place);) {
    if (Date.now() > deadline) {
      throw new DemoError(`Somebody else holds ${place}. If nobody does, delete it.`)
    }
    await sleep(POLL_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

// Making a folder is one act: of two processes one makes it.
function take(place: string): boolean {
  try {
    mkdirSync(path.dirname(place), { recursive: true })
    mkdirSync(place)
    writeFileSync(ownerOf(place), `${process.pid}`)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error
    }
    if (isAbandoned(place)) {
      rmSync(place, { recursive: true, force: true })
    }
    return false
  }
}

const ownerOf = (place: string): string => path.join(place, "owner")

function isAbandoned(place: string): boolean {
  try {
    process.kill(Number(readFileSync(ownerOf(place), "utf8")), 0)
    return false
  } catch (error) {
    // No owner's name yet: whoever made the folder is about to write it.
    return (error as NodeJS.ErrnoException).code === "ESRCH"
  }
}
