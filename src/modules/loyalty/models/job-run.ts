import { model } from "@medusajs/framework/utils"

/** When each job last ran and how it went; its lease keeps two processes from running it at once. */
export const JobRun = model
  .define(
    { name: "LoyaltyJobRun", tableName: "loyalty_engine_job_run" },
    {
      id: model.id({ prefix: "ljob" }).primaryKey(),
      job: model.text(),
      lease_until: model.dateTime().nullable(),
      lease_owner: model.text().nullable(),
      started_at: model.dateTime().nullable(),
      finished_at: model.dateTime().nullable(),
      outcome: model.text().nullable(),
      figures: model.json().nullable(),
      error: model.text().nullable(),
      /** When the last run that ended well began: it has seen what was there until then. */
      ok_started_at: model.dateTime().nullable(),
    },
  )
  .indexes([{ on: ["job"], unique: true }])
