import type { Child } from "../lib/child"
import type { DemoDatabase } from "../lib/database"
import type { SeedReport } from "../seed/report"
import { execute, type MedusaProject } from "./medusa"

/** What to fill, and for whom. */
export interface SeedTarget {
  project: MedusaProject
  database: DemoDatabase
  admin: { email: string; password: string }
  /** The script, as seen from the project's folder. */
  script: string
}

/** Fills a migrated database with the demo's chain of stores. */
export async function seed(
  { project, database, admin, script }: SeedTarget,
  onStart: (child: Child) => void,
): Promise<SeedReport> {
  const env = {
    ...project.env,
    DEMO_ADMIN_EMAIL: admin.email,
    DEMO_ADMIN_PASSWORD: admin.password,
  }
  await execute({ ...project, env }, script, onStart)
  const report = await database.seedReport()
  if (!report) {
    throw new Error("The seed ended without its report.")
  }
  return report
}
