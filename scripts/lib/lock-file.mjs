// @ts-check
/**
 * Native packages come once per platform, as optional dependencies. npm leaves those of other
 * platforms out of the lock file when it cannot look them up, and `npm ci` then refuses to work,
 * here and elsewhere.
 *
 *   node scripts/lib/lock-file.mjs         lists what is left out (npm run check does this)
 *   node scripts/lib/lock-file.mjs --fix   writes it in
 */
import fs from "node:fs"
import path from "node:path"
import { pathToFileURL } from "node:url"

/**
 * @typedef {{
 *   version?: string, dev?: boolean, peer?: boolean, optional?: boolean, devOptional?: boolean,
 *   license?: string, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string>,
 * }} Entry
 * @typedef {{ place: string, entry: Entry }} Missing
 */

const SYSTEMS = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "win32",
]
const PROCESSORS = [
  "arm",
  "arm64",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "x64",
]
const FULL_VERSION = /\d+\.\d+\.\d+\S*/

/**
 * The optional packages of a platform that the lock file names but does not describe.
 *
 * @param {Record<string, Entry>} packages the `packages` of a lock file
 * @returns {Missing[]}
 */
export const missingPlatforms = (packages) => {
  /** @type {Map<string, Missing>} */
  const found = new Map()
  for (const [parent, { optionalDependencies = {}, ...flags }] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      const version = FULL_VERSION.exec(range)?.[0]
      const platform = platformOf(name)
      if (!version || !platform || isDescribed(packages, parent, name)) {
        continue
      }
      const { license, dev, peer, devOptional } = flags
      const kept = {
        ...(dev && { dev }),
        ...(peer && { peer }),
        ...(devOptional && { devOptional }),
      }
      const root = `node_modules/${name}`
      const place =
        found.has(root) && found.get(root)?.entry.version !== version ? `${parent}/${root}` : root
      found.set(place, { place, entry: { version, ...platform, ...kept, license, optional: true } })
    }
  }
  return [...found.values()]
}

/**
 * Whether a package of this name is found from the parent's folder upwards.
 *
 * @param {Record<string, Entry>} packages
 * @param {string} parent
 * @param {string} name
 */
const isDescribed = (packages, parent, name) => {
  for (
    let folder = parent;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))
  ) {
    if (packages[folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`]) {
      return true
    }
    if (folder === "") {
      return false
    }
  }
}

/**
 * @param {string} name for example `@rollup/rollup-linux-arm64-musl`
 */
const platformOf = (name) => {
  const words = name.split(/[/-]/)
  const os = SYSTEMS.find((system) => words.includes(system))
  // `arm` may come as `arm-gnueabihf`, and a name may have no processor (`darwin-universal`).
  const cpu = PROCESSORS.filter((processor) => words.includes(processor))
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : undefined
  return os && { os: [os], ...(cpu.length > 0 && { cpu }), ...(os === "linux" && libc && { libc }) }
}

const main = () => {
  const file = path.resolve("package-lock.json")
  /** @type {{ packages: Record<string, Entry> }} */
  const lock = JSON.parse(fs.readFileSync(file, "utf8"))
  const missing = missingPlatforms(lock.packages)
  if (missing.length === 0) {
    return
  }
  if (!process.argv.includes("--fix")) {
    console.error(`package-lock.json leaves out:\n${missing.map(({ place }) => place).join("\n")}`)
    process.exitCode = 1
    return
  }
  for (const { place, entry } of missing) {
    lock.packages[place] = entry
  }
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"))
  lock.packages = Object.fromEntries(sorted)
  fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`Wrote ${missing.length} packages into package-lock.json.`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main()
}
