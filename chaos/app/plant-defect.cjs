// @ts-check
/**
 * Preloaded before ts-node into a process that must carry a planted defect: replaces one piece of
 * source text while the file is loaded. The file itself is never touched.
 */
const Module = require("node:module")
const path = require("node:path")

const { findDefect } = require("../defects/find-defect.cjs")

const id = process.env.CHAOS_DEFECT
const ROOT = path.resolve(__dirname, "..", "..")

/** @typedef {NodeJS.Module & { _compile(code: string, file: string): unknown }} Compiling */

/** @param {import("../defects/find-defect.cjs").Defect} defect */
const plant = ({ file, text, instead }) => {
  const target = path.join(ROOT, file)
  const extensions = /** @type {Record<string, (module: Compiling, file: string) => unknown>} */ (
    /** @type {unknown} */ (Reflect.get(Module, "_extensions"))
  )
  // ts-node reads a file through the handler of .js, or through that of .ts where Node has one.
  for (const extension of [".js", ".ts"]) {
    const load = extensions[extension]
    if (!load) {
      continue
    }
    extensions[extension] = (module, name) => {
      if (name === target) {
        const compile = module._compile
        module._compile = (code, compiled) => {
          if (code.split(text).length !== 2) {
            throw new Error(`The planted defect ${id} does not fit ${file} any more.`)
          }
          return compile.call(
            module,
            code.replace(text, () => instead),
            compiled,
          )
        }
      }
      return load(module, name)
    }
  }
}

if (id) {
  plant(findDefect(id))
}
