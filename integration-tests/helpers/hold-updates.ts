import type { Stage } from "./stage"

/**
 * Whoever would change a row of a table so that `when` is true of `NEW` waits, until what this
 * answers is called; whoever still waits would keep the shop from closing. Once in a test.
 *
 * @example
 * const letGo = await holdUpdates(stage, "loyalty_engine_session", "NEW.status = 'failed'")
 */
export async function holdUpdates(
  { sql }: Stage,
  table: string,
  when: string,
): Promise<() => Promise<unknown>> {
  await sql("CREATE TABLE test_hold AS SELECT true AS held")
  await sql(
    `CREATE FUNCTION test_wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       WHILE EXISTS (SELECT 1 FROM test_hold) LOOP PERFORM pg_sleep(0.02); END LOOP;
       RETURN NEW; END $$`,
  )
  await sql(
    `CREATE TRIGGER test_wait BEFORE UPDATE ON ${table} FOR EACH ROW
       WHEN (${when}) EXECUTE FUNCTION test_wait()`,
  )
  return () => sql("DELETE FROM test_hold")
}
