type Sql = <T>(statement: string, params?: readonly unknown[]) => Promise<T[]>

/**
 * Which columns of the plugin's tables hold one of these texts, as `table.column: what it is`. Tables
 * and columns come from the database itself, so that nothing that is added later is forgotten.
 */
export const columnsHolding = async (
  sql: Sql,
  texts: Readonly<Record<string, RegExp>>,
): Promise<string[]> => {
  const columns = await sql<{ table: string; name: string }>(
    `SELECT table_name AS "table", column_name AS name FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name LIKE 'loyalty\\_engine\\_%'
      ORDER BY table_name, ordinal_position`,
  )
  const found: string[] = []
  for (const { table, name } of columns) {
    const values = await sql<{ value: string }>(
      `SELECT DISTINCT "${name}"::text AS value FROM "${table}" WHERE "${name}" IS NOT NULL`,
    )
    for (const [what, text] of Object.entries(texts)) {
      if (values.some(({ value }) => text.test(value))) {
        found.push(`${table}.${name}: ${what}`)
      }
    }
  }
  return found
}
