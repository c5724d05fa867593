import type { Client } from "@medusajs/framework/pg"

import { parseEncryptionKeys } from "../../../src/modules/loyalty/utils/encryption-keys"
import { Keyring } from "../../../src/modules/loyalty/utils/keyring"

type Row = Record<string, unknown>

/** What a shop has in its tables in the midst of trade, and what was sealed in it. */
export interface LiveTrade {
  member_id: string
  /** A cart whose shopper pays less. */
  live: { session_id: string; cart_id: string }
  /** An order whose finalize was sent and not answered. */
  pending: { session_id: string; order_id: string; operation_id: string }
  /** An order that the engine booked. */
  booked: { session_id: string; order_id: string }
  /** The request of the pending finalize. */
  body: string
  /** Puts it into the tables as they are by now, and returns its rows. */
  insert(client: Client): Promise<Row[]>
  /** Its rows, in the same order. */
  read(client: Client): Promise<Row[]>
}

const STORE = { store_id: "store_1", provider_id: "pdi" }
const PLACE = { ...STORE, participant_id: "ACME", site_id: "0300", config_version: 1 }
const CENTS_OFF = 100

/** A trade of its own for each number, with nothing that another has. */
export function liveTrade(number: number): LiveTrade {
  const member_id = `lmem_${number}`
  const live = { session_id: `lses_live_${number}`, cart_id: `cart_live_${number}` }
  const pending = {
    session_id: `lses_pending_${number}`,
    order_id: `order_pending_${number}`,
    operation_id: `lop_pending_${number}`,
  }
  const booked = { session_id: `lses_booked_${number}`, order_id: `order_booked_${number}` }
  const done_id = `lop_booked_${number}`
  const body = JSON.stringify({ transactionId: pending.order_id })
  const keyring = new Keyring(parseEncryptionKeys(process.env.LOYALTY_ENCRYPTION_KEYS))

  const session = (id: string, rest: Row): Row => ({
    id,
    ...PLACE,
    member_id,
    cart_id: `cart_of_${id}`,
    currency_code: "usd",
    provider_session_id: `sess_${id}`,
    pos_sequence_id: `0300-${id}`,
    evaluation: { earned_points: 30 },
    selection: { accepted: ["PTS-500"] },
    basket_fingerprint: "basket",
    discount_total: CENTS_OFF,
    version: 3,
    opened_at: ago(1),
    // As in a shop whose sessions live for a day.
    expires_at: ago(-23),
    ...rest,
  })
  const finalize = (id: string, order: { order_id: string; session_id: string }, rest: Row) => ({
    id,
    ...STORE,
    kind: "finalize",
    subject_id: order.order_id,
    ...order,
    member_id,
    snapshot: { placement: { rewards: [{ id: "PTS-500", amount: CENTS_OFF }] } },
    idempotency_key: `fin:${order.order_id}`,
    attempts: 1,
    fence: 1,
    first_attempt_at: ago(1),
    ...rest,
  })
  const tables: [string, Row][] = [
    [
      "member",
      {
        id: member_id,
        provider_id: "pdi",
        participant_id: "ACME",
        provider_member_id: `CUST-${number}`,
        masked_identifier: "******0100",
        display_name: "John D.",
        tier: "Gold",
        points_balance: 5_000,
      },
    ],
    ["session", session(live.session_id, { cart_id: live.cart_id, status: "active" })],
    [
      "session_reward",
      {
        id: `lrew_${number}`,
        session_id: live.session_id,
        provider_reward_id: "PTS-500",
        type: "optional",
        level: "ticket",
        method: "amount_off",
        value: "1.00",
        description: "A dollar off",
        points_cost: 500,
        state: "accepted",
        quantity: 1,
        amount: CENTS_OFF,
        amount_if_accepted: CENTS_OFF,
        // An array of Postgres' own would be made of it otherwise.
        allocations: JSON.stringify([
          { line_item_id: "cali_1", line_number: 1, amount: CENTS_OFF },
        ]),
      },
    ],
    [
      "session_transition",
      {
        id: `ltrn_${number}`,
        session_id: live.session_id,
        from: null,
        to: "active",
        reason: "identified",
        actor: "shopper",
        correlation_id: "c1",
        at: ago(1),
      },
    ],
    [
      "session",
      session(pending.session_id, { order_id: pending.order_id, status: "pending_finalization" }),
    ],
    [
      "operation",
      finalize(pending.operation_id, omit(pending), {
        status: "unknown",
        next_attempt_at: ago(0.5),
        sealed_body: keyring.seal(body, `operation:${pending.operation_id}`),
        last_error_code: "timeout",
      }),
    ],
    [
      "session",
      session(booked.session_id, {
        order_id: booked.order_id,
        status: "finalized",
        finalized_at: ago(0.5),
      }),
    ],
    ["operation", finalize(done_id, booked, { status: "done", done_at: ago(0.5) })],
    [
      "transaction",
      {
        id: `ltx_${number}`,
        ...booked,
        member_id,
        operation_id: done_id,
        kind: "finalize",
        earned_points: 30,
        redeemed_points: 500,
        points_balance: 4_530,
        discount_total: CENTS_OFF,
        currency_code: "usd",
        receipt_id: "RCP-1",
        at: ago(0.5),
      },
    ],
  ]
  const read = async (client: Client): Promise<Row[]> => {
    const rows: Row[] = []
    for (const [table, { id }] of tables) {
      const statement = `SELECT * FROM loyalty_engine_${table} WHERE id = $1`
      rows.push(...(await client.query<Row>(statement, [id])).rows)
    }
    return rows
  }
  const insert = async (client: Client): Promise<Row[]> => {
    for (const [table, row] of tables) {
      const names = Object.keys(row)
      await client.query(
        `INSERT INTO loyalty_engine_${table} (${names.map((name) => `"${name}"`).join(", ")})
         VALUES (${names.map((_, at) => `$${at + 1}`).join(", ")})`,
        Object.values(row),
      )
    }
    return read(client)
  }
  return { member_id, live, pending, booked, body, insert, read }
}

const HOUR_MS = 60 * 60_000
const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS)

const omit = ({ order_id, session_id }: LiveTrade["pending"]) => ({ order_id, session_id })
