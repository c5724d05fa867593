/** Tables that grow with orders, and how a generated row differs from the one it is made after. */
const GROWING: { table: string; own: string }[] = [
  {
    table: "loyalty_engine_session",
    own: `'id', 'lses_g' || n, 'cart_id', 'cart_g' || n, 'order_id', 'order_g' || n,
          'pos_sequence_id', 'g' || n, 'provider_session_id', 'sess_g' || n,
          'member_id', 'lmem_g' || n % 100000, 'opened_at', now() - n * interval '1 second',
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
          'session_id', 'lses_g' || n, 'member_id', 'lmem_g' || n % 100000,
          'idempotency_key', 'fin:order_g' || n, 'created_at', now() - n * interval '1 second',
          'done_at', now() - n * interval '1 second'`,
  },
  {
    table: "loyalty_engine_transaction",
    own: `'id', 'ltx_g' || n, 'session_id', 'lses_g' || n, 'order_id', 'order_g' || n,
          'operation_id', 'lop_g' || n, 'member_id', 'lmem_g' || n % 100000,
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
 * one finalized session's rows. A table in which it has no row stays as it is.
 */
export function finishedOrders(
  like: { session_id: string },
  count: number,
): { table: string; insert: string }[] {
  return GROWING.map(({ table, own }) => {
    const by = table === "loyalty_engine_session" ? "id" : "session_id"
    const insert = `
      insert into ${table}
      select copy.* from ${table} t, generate_series(1, ${count}) n,
        lateral jsonb_populate_record(t, jsonb_build_object(${own})) as copy
       where t.id = (select min(id) from ${table} where ${by} = '${like.session_id}')`
    return { table, insert }
  })
}
