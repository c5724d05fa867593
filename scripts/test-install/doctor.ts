import { execFile } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"

import { check } from "../demo/walkthrough/check"

/** What the guide has a shop's engineer type. */
export const DOCTOR = ["npx", "loyalty", "doctor"] as const

const LIMIT_MS = 240_000
/** A route of the shop's own on one of our paths, with another name for its parameter. */
const TAKEN_ROUTE = path.join("src", "api", "admin", "loyalty", "sessions", "[session_id]")

interface Finding {
  check: string
  severity: string
  message: string
  advice: string
}

interface Shop {
  folder: string
  env: NodeJS.ProcessEnv
}

/**
 * Runs the installed command in the shop as its engineer does: where nothing is wrong, where
 * something is, and where the application does not start.
 */
export async function expectDoctor(shop: Shop): Promise<string> {
  const sound = await examine(shop)
  check(
    "The doctor in a shop that is in order",
    { code: 0, told: "Nothing is wrong." },
    { code: sound.code, told: sound.stdout.trim() },
  )
  await expectTakenRoute(shop)
  await expectNoStart(shop)
  return "sound, with a conflict, and without a key"
}

async function expectTakenRoute(shop: Shop): Promise<void> {
  const folder = path.join(shop.folder, TAKEN_ROUTE)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, "route.ts"), "export const GET = () => undefined\n")
  try {
    const env = { ...shop.env, JWT_SECRET: "supersecret" }
    const { code, findings } = await examineForMachines({ ...shop, env })
    check(
      "The doctor in a shop with a conflict and a default secret",
      { code: 1, found: "error routes, warning secrets" },
      { code, found: shortly(findings) },
    )
  } finally {
    rmSync(path.join(shop.folder, "src", "api"), { recursive: true })
  }
}

async function expectNoStart(shop: Shop): Promise<void> {
  const env = { ...shop.env, LOYALTY_ENCRYPTION_KEYS: "" }
  const { code, findings } = await examineForMachines({ ...shop, env })
  const [boot] = findings
  check(
    "The doctor in a shop that does not start",
    { code: 1, found: "error boot", says_why: true },
    {
      code,
      found: shortly(findings),
      says_why: boot?.message.includes("LOYALTY_ENCRYPTION_KEYS"),
    },
  )
}

async function examineForMachines(shop: Shop): Promise<{ code: number; findings: Finding[] }> {
  const { code, stdout, stderr } = await examine(shop, "--json")
  try {
    return { code, findings: JSON.parse(stdout) as Finding[] }
  } catch {
    throw new Error(`loyalty doctor --json ended with ${code} and said:\n${stdout}\n${stderr}`)
  }
}

const shortly = (findings: Finding[]): string =>
  findings.map((found) => `${found.severity} ${found.check}`).join(", ")

const examine = (
  { folder, env }: Shop,
  ...options: string[]
): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve, reject) => {
    const [program, ...args] = DOCTOR
    const child = execFile(
      program,
      [...args, ...options],
      { cwd: folder, env, timeout: LIMIT_MS },
      (error, stdout, stderr) =>
        child.exitCode === null
          ? reject(error ?? new Error("loyalty doctor was stopped"))
          : resolve({ code: child.exitCode, stdout, stderr }),
    )
  })
