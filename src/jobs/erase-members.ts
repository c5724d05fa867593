import type { MedusaContainer } from "@medusajs/framework/types"

import { eraseWaitingMembers } from "../workflows/loyalty/flows/erase-member"
import { runJob } from "../workflows/loyalty/flows/run-job"

/** Goes on with erasures that had to wait for an order's booking. */
export default async function eraseMembersJob(container: MedusaContainer): Promise<void> {
  await runJob(container, {
    job: "erase-members",
    work: (run) => eraseWaitingMembers(container, run),
  })
}

export const config = { name: "loyalty-erase-members", schedule: "11,41 * * * *" }
