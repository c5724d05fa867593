// @ts-check
/**
 * Preloaded into every test process, before ts-node, when COVERAGE_DIR is set: counts the branches
 * of what Node's own `require` loads, and writes the counts of both ways of loading.
 */
const { randomUUID } = require("node:crypto")
const fs = require("node:fs")
const Module = require("node:module")
const path = require("node:path")
const { instrument, isMeasured } = require("./instrument.cjs")

const directory = process.env.COVERAGE_DIR

/** @typedef {NodeJS.Module & { _compile(code: string, file: string): unknown }} Compiling */

/** @param {string} extension */
const countBranches = (extension) => {
  const extensions = /** @type {Record<string, (module: Compiling, file: string) => unknown>} */ (
    /** @type {unknown} */ (Reflect.get(Module, "_extensions"))
  )
  const load = extensions[extension]
  if (!load) {
    return
  }
  extensions[extension] = (module, file) => {
    if (isMeasured(file)) {
      // ts-node has put its compiler in place by now, and hands it what this returns.
      const compile = module._compile
      module._compile = (code, name) => compile.call(module, instrument(code, file), name)
    }
    return load(module, file)
  }
}

if (directory) {
  const output = path.join(directory, `${process.pid}-${randomUUID()}.json`)
  const write = () => {
    const counts = Reflect.get(globalThis, "__coverage__")
    if (counts) {
      fs.mkdirSync(directory, { recursive: true })
      fs.writeFileSync(output, JSON.stringify(counts))
    }
  }
  // ts-node reads a file through the handler of .js, or through that of .ts where Node has one.
  countBranches(".js")
  countBranches(".ts")
  process.on("exit", write)
  // Vitest ends its workers with a signal, which runs no exit handler: setup.mjs calls this.
  Reflect.set(globalThis, "__writeCoverage__", write)
}
