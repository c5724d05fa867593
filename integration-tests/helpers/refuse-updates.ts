import type { Stage } from "./stage"

/** How Postgres ends a statement that took too long, and one that waited too long for a lock. */
export const TIMED_OUT = { statement: "57014", lock: "55P03" } as const

/** Statements that are ended. */
interface Refusal {
  /** How many were ended until now: those are rolled back, so a sequence counts them. */
  count(): Promise<number>
  lift(): Promise<unknown>
}

/**
 * Whoever would change a row of a table so that `when` is true of `OLD` and `NEW` gets this error of
 * Postgres instead, until it is lifted. Once in a test.
 *
 * @example
 * const refusal = await refuseUpdates(stage, { table: "loyalty_engine_session", when: "true", code: TIMED_OUT.lock })
 */
export async function refuseUpdates(
  { sql }: Stage,
  { table, when, code }: { table: string; when: string; code: string },
): Promise<Refusal> {
  await sql("CREATE SEQUENCE test_refused")
  await sql(
    `CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       PERFORM nextval('test_refused');
       RAISE EXCEPTION 'ended by the test' USING ERRCODE = '${code}'; END $$`,
  )
  await sql(
    `CREATE TRIGGER test_refuse BEFORE UPDATE ON ${table} FOR EACH ROW
       WHEN (${when}) EXECUTE FUNCTION test_refuse()`,
  )
  return {
    count: async () => {
      const [row] = await sql<{ count: number }>(
        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int AS count FROM test_refused",
      )
      return row?.count ?? 0
    },
    lift: () => sql(`DROP TRIGGER test_refuse ON ${table}`),
  }
}
