// Runs any program as the child of a Node program that is on the leash (scripts/demo/leash.cjs).
const { spawn } = require("node:child_process")

const [program = "", ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] })
// The whole group is signalled: this one waits for the end of the program.
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => undefined)
}
child.once("error", (/** @type {Error} */ error) => {
  console.error(error.message)
  process.exit(1)
})
child.once("exit", (/** @type {number | null} */ code) => process.exit(code ?? 1))
