// @ts-check
/**
 * Preloaded before ts-node into a process that must carry a planted defect: replaces one piece of
 * source text while the file is loaded. The file itself is never touched.
 */
const fs = require("node:fs")
const Module = require("node:module")
const path = require("node:path")

const id = process.env.CHAOS_DEFECT
const ROOT = path.resolve(__dirname, "..", "..")

/** @typedef {{ id: string, file: string, text: string, instead: string }} Defect */
/** @typedef {NodeJS.Module & { _compile(code: string, file: string): unknown }} Compiling */

/** @param {Defect} defect */
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
  const file = path.join(ROOT, "chaos", "defects", "defects.json")
  /** @type {Defect[]} */
  const defects = JSON.parse(fs.readFileSync(file, "utf8"))
  const defect = defects.find((candidate) => candidate.id === id)
  if (!defect) {
    throw new Error(`There is no planted defect ${id}.`)
  }
  plant(defect)
}
