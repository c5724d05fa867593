import { execFile } from "node:child_process"
import { createRequire } from "node:module"
import path from "node:path"

import { getConfigFile, loadEnv } from "@medusajs/framework/utils"

import { examine } from "../doctor/examine"
import type { Finding } from "../doctor/facts"
import {
  ourNames,
  readEnvironment,
  readNeighbours,
  type ProjectConfig,
} from "../doctor/gather-project"
import { MARKER, WORKER_MODE } from "../doctor/marker"

const BOOT_DEADLINE_MS = 90_000
/** Medusa tries again for minutes, without a word, where no database answers. */
const TOO_LATE = `error: not ready within ${BOOT_DEADLINE_MS / 1000} s. Does the database in DATABASE_URL answer?`
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024
const LINES_SHOWN = 5
/** Where ts-node says that it is there. */
const REGISTERED = Symbol.for("ts-node.register.instance")
const FROM_CONFIG = ["secrets", "redis", "workers"]

/**
 * Examines the project in `root` and prints what is wrong and what to do. An application that does
 * not start is examined from outside, and why it does not start is a finding too.
 *
 * @returns the exit code: 1 with an error among the findings.
 */
export async function runDoctor(root: string, { json }: { json: boolean }): Promise<number> {
  const inside = await examineInside(root)
  const findings = inside.findings ?? (await examineOutside(root, inside.output))
  process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : text(findings))
  return findings.some(({ severity }) => severity === "error") ? 1 : 0
}

/** Boots the application without its HTTP server; no findings if it does not start. */
async function examineInside(
  root: string,
): Promise<{ findings: Finding[] | null; output: string }> {
  const cli = medusaCommand(root)
  const script = path.join(__dirname, "..", "doctor", `run-in-app${path.extname(__filename)}`)
  const output = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [...process.execArgv, cli, "exec", script],
      {
        cwd: root,
        timeout: BOOT_DEADLINE_MS,
        maxBuffer: OUTPUT_BYTES_MAX,
        env: { ...process.env, [WORKER_MODE]: process.env.MEDUSA_WORKER_MODE ?? "shared" },
      },
      (error, stdout, stderr) => {
        const late = error?.killed ? TOO_LATE : ""
        resolve(`${late}\n${stdout}\n${stderr}`)
      },
    )
  })
  const line = output.split("\n").find((candidate) => candidate.startsWith(MARKER))
  const findings = line === undefined ? null : (JSON.parse(line.slice(MARKER.length)) as Finding[])
  return { findings, output }
}

function medusaCommand(root: string): string {
  try {
    return createRequire(path.join(root, "package.json")).resolve("@medusajs/cli/cli.js")
  } catch {
    throw new Error(
      `There is no Medusa in ${root}. Run the doctor in the folder of the shop's Medusa project, ` +
        "after npm install.",
    )
  }
}

async function examineOutside(root: string, boot_output: string): Promise<Finding[]> {
  loadEnv(process.env.NODE_ENV ?? "development", root)
  understandTypeScript(root)
  const { configModule, error } = await getConfigFile<ProjectConfig>(root, "medusa-config")
  const config = error ? {} : configModule
  const findings = examine({
    environment: readEnvironment(config),
    neighbours: readNeighbours(root, config),
    ours: ourNames(),
    live: null,
  })
  const boot: Finding = {
    check: "boot",
    severity: "error",
    message: `The application does not start: ${lastWords(boot_output)}`,
    advice: "Repair what the other findings name, then run the doctor again.",
  }
  // Of a configuration that cannot be read it is not known what is missing in it.
  return error
    ? [boot, unreadable(error), ...findings.filter(({ check }) => !FROM_CONFIG.includes(check))]
    : [boot, ...findings]
}

const unreadable = (error: Error): Finding => ({
  check: "boot",
  severity: "error",
  message: `medusa-config cannot be read: ${lastWords(error.message)}`,
  advice: "Repair it first: secrets, Redis and other plugins were not examined.",
})

/** A shop's configuration is TypeScript, and Medusa's own command makes Node read it this way. */
function understandTypeScript(root: string): void {
  if (REGISTERED in process) {
    return
  }
  try {
    const require = createRequire(medusaCommand(root))
    for (const name of ["ts-node", "tsconfig-paths"]) {
      const { register } = require(name) as { register: (options: object) => void }
      register({})
    }
  } catch {
    // A shop as it was built is JavaScript, and may have been installed without them.
  }
}

/** The lines that say something of an error, each once and without the stack; else the last ones. */
function lastWords(output: string): string {
  const lines = [...new Set(output.split("\n").map(saying).filter(Boolean))]
  const telling = lines.filter((line) => /error|cannot|fail/i.test(line)).slice(0, LINES_SHOWN)
  const shown = telling.length > 0 ? telling : lines.slice(-LINES_SHOWN)
  return shown.join(" | ") || "it said nothing"
}

/** What a line says; in production Medusa logs an object a line, with the message and a stack in it. */
function saying(line: string): string {
  try {
    const { message } = JSON.parse(line) as { message?: unknown }
    return typeof message === "string" ? message.replace(/\s+/g, " ").trim() : ""
  } catch {
    return line.trim()
  }
}

function text(findings: Finding[]): string {
  if (findings.length === 0) {
    return "Nothing is wrong.\n"
  }
  const lines = findings.map(
    ({ severity, check, message, advice }) => `${severity} (${check}): ${message}\n  ${advice}\n`,
  )
  return `${lines.join("\n")}\n`
}
