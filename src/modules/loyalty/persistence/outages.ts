import { createHash } from "node:crypto"

import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import { rows } from "./sql"

/** The outbox waits six hours at most, and a part of that more. */
const ANOTHER_AFTER = "8 hours"

/**
 * Which stores were told that their engine is down, so that of several processes that find out one
 * says so. The rows stand beside those of the breakers; they hold no engine back, because their
 * time is over when they are written. They stay for weeks, because nobody may call for hours: the
 * first call that succeeds then ends the outage. Where another process made that call, nobody says
 * so; longer after its last failure than the outbox ever waits, one that begins is another one.
 */
export class Outages {
  constructor(private readonly manager: () => SqlEntityManager) {}

  /** Whether nobody knew. */
  async begun(provider_id: string, store_id: string): Promise<boolean> {
    const [row] = await rows<{ is_new: boolean }>(
      this.manager(),
      `WITH before AS (SELECT 1 FROM loyalty_engine_breaker
                        WHERE key = ? AND open_until > now() - interval '${ANOTHER_AFTER}')
       INSERT INTO loyalty_engine_breaker (key, open_until) VALUES (?, now())
       ON CONFLICT (key) DO UPDATE SET open_until = now(), deleted_at = NULL, updated_at = now()
       RETURNING (xmax = 0 OR NOT EXISTS (SELECT 1 FROM before)) AS is_new`,
      [keyOf(provider_id, store_id), keyOf(provider_id, store_id)],
    )
    return row?.is_new ?? false
  }

  /** Whether it was known to be down until now. */
  async ended(provider_id: string, store_id: string): Promise<boolean> {
    const ended = await rows(
      this.manager(),
      "DELETE FROM loyalty_engine_breaker WHERE key = ? RETURNING key",
      [keyOf(provider_id, store_id)],
    )
    return ended.length > 0
  }
}

function keyOf(provider_id: string, store_id: string): string {
  const key = JSON.stringify(["outage", provider_id, store_id])
  return createHash("sha256").update(key).digest("hex")
}
