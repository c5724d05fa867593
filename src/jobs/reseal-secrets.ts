import type { MedusaContainer } from "@medusajs/framework/types"

import { resealSecrets } from "../workflows/loyalty/flows/reseal-secrets"
import { runJob } from "../workflows/loyalty/flows/run-job"

/** Seals anew, hourly, what older encryption keys sealed. */
export default async function resealSecretsJob(container: MedusaContainer): Promise<void> {
  await runJob(container, { job: "reseal-secrets", work: (run) => resealSecrets(container, run) })
}

export const config = { name: "loyalty-reseal-secrets", schedule: "43 * * * *" }
