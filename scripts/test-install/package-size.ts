import { statSync } from "node:fs"

/** What a shop downloads with the plugin, in units of 1,000 bytes; the bench has the same goal. */
export const PACKAGE_KB_MAX = 500

const KILOBYTE = 1_000

/** Bytes of a tarball; throws when it is larger than the plugin may be. */
export function requireSmall(tarball: string): number {
  const { size } = statSync(tarball)
  if (size > PACKAGE_KB_MAX * KILOBYTE) {
    const kilobytes = (size / KILOBYTE).toFixed(1)
    throw new Error(`The packed plugin has ${kilobytes} kB, more than ${PACKAGE_KB_MAX} kB.`)
  }
  return size
}
