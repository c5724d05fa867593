import { randomUUID } from "node:crypto"

import type { Order } from "../../integration-tests/helpers/shopper"
import { loadSecrets } from "../../scripts/demo/lib/secrets"
import { parseEncryptionKeys } from "../../src/modules/loyalty/utils/encryption-keys"
import { Keyring } from "../../src/modules/loyalty/utils/keyring"
import type { World } from "../world"
import { CHAOS_FOLDER } from "./paths"

const CHUNK = 1_000

interface Frozen {
  id: string
  session_id: string
  sealed_body: string
}

interface Copy {
  operation_id: string
  session_id: string
  order_id: string
  sealed_body: string
}

/**
 * Puts finalizations of many orders into the outbox, frozen and due, oldest first: copies of one
 * real operation whose first attempt found no engine. Rows only: ten thousand checkouts would take
 * an hour and prove nothing more about the queue. Those of one member go out one after
 * the other.
 *
 * @returns the ids of their orders, in the order in which they became due
 */
export async function queueFinalizations(
  world: World,
  { like, count, of }: { like: Order; count: number; of: "one member" | "a member each" },
): Promise<string[]> {
  const [frozen] = await world.database.sql<Frozen>(
    "select id, session_id, sealed_body from loyalty_engine_operation where order_id = $1",
    [like.id],
  )
  if (!frozen?.sealed_body) {
    throw new Error("The operation to copy was never tried.")
  }
  const keyring = new Keyring(
    parseEncryptionKeys(loadSecrets(CHAOS_FOLDER).LOYALTY_ENCRYPTION_KEYS),
  )
  const body = JSON.parse(keyring.open(frozen.sealed_body, aad(frozen.id))) as object
  const run = randomUUID().replaceAll("-", "").slice(0, 8)
  const copies = Array.from({ length: count }, (_, index): Copy => {
    const name = `${run}${String(index).padStart(6, "0")}`
    const operation_id = `lop_${name}`
    const order_id = `order_${name}`
    const own = { sessionId: `sess_${name}`, transactionId: order_id, posSequenceId: name }
    const sealed_body = keyring.seal(JSON.stringify({ ...body, ...own }), aad(operation_id))
    return { operation_id, session_id: `lses_${name}`, order_id, sealed_body }
  })
  for (let from = 0; from < count; from += CHUNK) {
    await insert(world, frozen, { copies: copies.slice(from, from + CHUNK), from, of })
  }
  return copies.map(({ order_id }) => order_id)
}

async function insert(
  world: World,
  frozen: Frozen,
  { copies, from, of }: { copies: readonly Copy[]; from: number; of: string },
): Promise<void> {
  const columns = [
    copies.map(({ operation_id }) => operation_id),
    copies.map(({ session_id }) => session_id),
    copies.map(({ order_id }) => order_id),
  ]
  const source = "unnest($2::text[], $3::text[], $4::text[]) as c (operation, session, of_order)"
  await world.database.sql(
    `insert into loyalty_engine_session
     select copy.* from loyalty_engine_session s, ${source},
       lateral jsonb_populate_record(s, jsonb_build_object('id', c.session, 'order_id', c.of_order,
         'cart_id', 'cart_' || c.session, 'pos_sequence_id', c.session,
         'provider_session_id', replace(c.session, 'lses_', 'sess_'))) as copy
      where s.id = $1`,
    [frozen.session_id, ...columns],
  )
  await world.database.sql(
    `insert into loyalty_engine_session_transition
     select copy.* from loyalty_engine_session_transition t, ${source},
       lateral jsonb_populate_record(t, jsonb_build_object('id', t.id || c.session,
         'session_id', c.session)) as copy
      where t.session_id = $1`,
    [frozen.session_id, ...columns],
  )
  await world.database.sql(
    `insert into loyalty_engine_operation
     select copy.*
       from loyalty_engine_operation o,
            unnest($2::text[], $3::text[], $4::text[], $5::text[])
              with ordinality as c (operation, session, of_order, body, place),
            lateral jsonb_populate_record(o, jsonb_build_object('id', c.operation,
              'order_id', c.of_order, 'subject_id', c.of_order, 'session_id', c.session,
              'sealed_body', c.body, 'idempotency_key', 'fin:' || c.of_order, 'status', 'due',
              'attempts', 0,
              'member_id', case when $7 = 'one member' then o.member_id else c.session end,
              'created_at', o.created_at + ($6::int + c.place) * interval '1 ms',
              'next_attempt_at', o.created_at + ($6::int + c.place) * interval '1 ms')) as copy
      where o.id = $1`,
    [frozen.id, ...columns, copies.map(({ sealed_body }) => sealed_body), from, of],
  )
}

const aad = (operation_id: string): string => `operation:${operation_id}`
