import { runSql } from "./admin-connection"
import { OWN_STATEMENT } from "./plans"

/** As if the goods of every order had been handed over: their finalizes are due. */
export async function handOver(databaseUrl: string): Promise<void> {
  await runSql(
    databaseUrl,
    `${OWN_STATEMENT} update loyalty_engine_operation
        set next_attempt_at = now(),
            snapshot = coalesce(snapshot, '{}') || '{"count_all": true, "is_closed": false}'
      where kind = 'finalize' and status = 'due' and next_attempt_at is null`,
  )
}
