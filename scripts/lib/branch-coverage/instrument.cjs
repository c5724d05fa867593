// @ts-check
const { createHash, randomUUID } = require("node:crypto")
const fs = require("node:fs")
const path = require("node:path")
const { createInstrumenter } = require("istanbul-lib-instrument")

const ROOT = path.resolve(__dirname, "..", "..", "..")
const SOURCE = path.join(ROOT, "src") + path.sep
const CACHE = path.join(ROOT, ".cache", "coverage", "instrumented")

// Migrations are generated, the admin runs in a browser, and declarations hold no code.
const EXCLUDED = /[\\/](migrations|admin)[\\/]|\.d\.ts$/

/**
 * Whether the file's branches are counted.
 *
 * @param {string} file
 */
const isMeasured = (file) =>
  file.startsWith(SOURCE) && file.endsWith(".ts") && !EXCLUDED.test(file.slice(ROOT.length))

/**
 * Adds counters to a TypeScript source; the result is TypeScript again, on the same lines.
 *
 * Counting in the source, not in what a compiler makes of it, gives a file the same branches
 * whether Vite or Medusa (through ts-node) loads it, so that the counts can be added up.
 *
 * @param {string} code
 * @param {string} file
 */
const instrument = (code, file) => {
  const key = createHash("sha256").update(`2\0${file}\0${code}`).digest("hex")
  const cached = path.join(CACHE, `${key}.ts`)
  if (fs.existsSync(cached)) {
    return fs.readFileSync(cached, "utf8")
  }
  const result = withDecorators(code, newInstrumenter().instrumentSync(code, file))
  fs.mkdirSync(CACHE, { recursive: true })
  // Workers may write the same file at the same time: the rename is atomic.
  const unfinished = `${cached}.${randomUUID()}`
  fs.writeFileSync(unfinished, result)
  fs.renameSync(unfinished, cached)
  return result
}

const DECORATED_DEFAULT = /(@\w+\([^()]*\))\s+(\w+)\s*:\s*([\w.]+)\s*=/g

/**
 * Puts back the decorators of parameters with a default, which Babel's generator leaves out: without
 * them Medusa's service methods would run outside their transaction.
 *
 * @param {string} source
 * @param {string} instrumented
 */
const withDecorators = (source, instrumented) => {
  let result = instrumented
  const found = [...source.matchAll(DECORATED_DEFAULT)]
  for (const [, decorator, name, type] of new Map(
    found.map((match) => [match[0], match]),
  ).values()) {
    const bare = new RegExp(`(?<![\\w)] ?)\\b${name}\\s*:\\s*${type}\\s*=(?=\\s*\\(cov_)`, "g")
    result = result.replace(bare, `${decorator} ${name}: ${type} =`)
  }
  const kept = [...result.matchAll(DECORATED_DEFAULT)].length
  if (kept !== found.length) {
    throw new Error(`Instrumenting lost ${found.length - kept} parameter decorators`)
  }
  return result
}

/**
 * The counters of a file that no test loaded: all zero.
 *
 * @param {string} file
 */
const emptyCoverage = (file) => {
  const instrumenter = newInstrumenter()
  instrumenter.instrumentSync(fs.readFileSync(file, "utf8"), file)
  return instrumenter.lastFileCoverage()
}

const newInstrumenter = () =>
  createInstrumenter({
    esModules: true,
    compact: false,
    preserveComments: true,
    coverageGlobalScope: "globalThis",
    coverageGlobalScopeFunc: false,
    parserPlugins: ["typescript", "decorators-legacy", "importMeta", "topLevelAwait"],
    // Keeps the line numbers of stack traces right.
    generatorOpts: { retainLines: true },
  })

module.exports = { emptyCoverage, instrument, isMeasured, withDecorators }
