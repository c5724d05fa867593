/** So many members at most: the orders are theirs in turns. */
const MEMBERS = 100_000

interface Growing {
  table: string
  /** How a generated row differs from the one it is made after. */
  own: string
  /** Of members there are fewer than of orders. */
  most?: number
}

/** Tables that grow with orders and members. */
const GROWING: Growing[] = [
  {
    table: "loyalty_engine_member",
    own: `'id', 'lmem_g' || n, 'provider_member_id', 'g' || n, 'customer_id', null,
          'erase_requested_at', null, 'erased_at', null`,
    most: MEMBERS,
  },
  {
    table: "loyalty_engine_member_identifier",
    own: `'id', 'lmid_g' || n, 'member_id', 'lmem_g' || n, 'blind_index', 'g' || n`,
    most: MEMBERS,
  },
  {
    table: "loyalty_engine_session",
    own: `'id', 'lses_g' || n, 'cart_id', 'cart_g' || n, 'order_id', 'order_g' || n,
          'pos_sequence_id', 'g' || n, 'provider_session_id', 'sess_g' || n,
          'member_id', 'lmem_g' || 1 + (n - 1) % ${MEMBERS}, 'opened_at', now() - n * interval '1 second',
          'updated_at', now() - n * interval '1 second'`,
  },
  {
    table: "loyalty_engine_session_reward",
    own: `'id', 'lrew_g' || n, 'session_id', 'lses_g' || n, 'provider_reward_id', 'reward_g' || n`,
  },
  {
    table: "loyalty_engine_session_transition",
    own: `'id', 'ltrn_g' || n, 'session_id', 'lses_g' || n, 'at', now() - n * interval '1 second'`,
  },
  {
    table: "loyalty_engine_operation",
    own: `'id', 'lop_g' || n, 'subject_id', 'order_g' || n, 'order_id', 'order_g' || n,
          'session_id', 'lses_g' || n, 'member_id', 'lmem_g' || 1 + (n - 1) % ${MEMBERS},
          'idempotency_key', 'fin:order_g' || n, 'created_at', now() - n * interval '1 second',
          'done_at', now() - n * interval '1 second'`,
  },
  {
    table: "loyalty_engine_transaction",
    own: `'id', 'ltx_g' || n, 'session_id', 'lses_g' || n, 'order_id', 'order_g' || n,
          'operation_id', 'lop_g' || n, 'member_id', 'lmem_g' || 1 + (n - 1) % ${MEMBERS},
          'at', now() - n * interval '1 second'`,
  },
  {
    table: "loyalty_engine_call",
    own: `'id', 'lcal_g' || n, 'session_id', 'lses_g' || n, 'correlation_id', 'lop_g' || n,
          'at', now() - n * interval '1 second'`,
  },
]

/**
 * Statements that fill the tables as if so many more orders had been made and finalized: copies of
 * one finalized session's rows and of its member's. A table in which it has no row stays as it is.
 */
export function finishedOrders(
  like: { session_id: string },
  count: number,
): { table: string; insert: string }[] {
  return GROWING.map(({ table, own, most = count }) => {
    const insert = `
      insert into ${table}
      select copy.* from ${table} t, generate_series(1, ${Math.min(count, most)}) n,
        lateral jsonb_populate_record(t, jsonb_build_object(${own})) as copy
       where t.id = (select min(id) from ${table} where ${belongsTo(table, like.session_id)})`
    return { table, insert }
  })
}

function belongsTo(table: string, session_id: string): string {
  const member = `(select member_id from loyalty_engine_session where id = '${session_id}')`
  switch (table) {
    case "loyalty_engine_session":
      return `id = '${session_id}'`
    case "loyalty_engine_member":
      return `id = ${member}`
    case "loyalty_engine_member_identifier":
      return `member_id = ${member}`
    default:
      return `session_id = '${session_id}'`
  }
}
