import type { ExecArgs } from "@medusajs/framework/types"

import { examineApplication } from "./gather-live"
import { MARKER, WORKER_MODE } from "./marker"

/** What `loyalty doctor` has `medusa exec` run. */
export default async function doctor({ container }: ExecArgs): Promise<void> {
  // `medusa exec` calls itself a server: how the shop's own processes run, the command has handed on.
  const worker_mode = process.env[WORKER_MODE] ?? "shared"
  const findings = await examineApplication(container, { worker_mode })
  process.stdout.write(`\n${MARKER}${JSON.stringify(findings)}\n`)
}
