#!/usr/bin/env node
import { existsSync } from "node:fs"

const entry = new URL("../dist/cli.js", import.meta.url)
if (!existsSync(entry)) {
  console.error("pdi-simulator is not built yet. Run: npm run build --workspace pdi-simulator")
  process.exit(1)
}
const { runCli } = await import(entry.href)
await runCli(process.argv.slice(2))
