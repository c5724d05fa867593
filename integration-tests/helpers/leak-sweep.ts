/** The part of Medusa's database connection that a sweep needs. */
export interface Database {
  raw(sql: string): Promise<{ rows: unknown[] }>
}

type Look = (where: string, text: string, reach?: "everywhere") => void

/** What this plugin writes, or hands to Medusa to keep. */
const OURS = /^(loyalty_engine_|notification)/
const WORKFLOWS = "workflow_execution"
const OUR_WORKFLOW = /"workflow_id": "loyalty-/
/** Where a trade leaves traces besides: their addresses are Medusa's, and a phone belongs there. */
const TRADE =
  /^(cart|order|payment|refund|capture|return|claim|exchange|fulfillment|store|sales_channel|.*loyalty.*)/
const ADDRESSES = /_address$/

/** Looks at every row that a trade leaves, as text. */
export async function sweepDatabase(database: Database, look: Look): Promise<void> {
  const names = await tablesOf(database)
  if (names.length === 0) {
    return
  }
  const selects = names.map(
    (name) =>
      `SELECT '${name}' AS name, string_agg(to_jsonb(t)::text, E'\\n') AS text FROM "${name}" t`,
  )
  const { rows } = await database.raw(selects.join(" UNION ALL "))
  for (const { name, text } of rows as { name: string; text: string | null }[]) {
    if (text === null) {
      continue
    }
    if (OURS.test(name)) {
      look(`table ${name}`, text)
    } else {
      for (const row of text.split("\n")) {
        const ours = name === WORKFLOWS && OUR_WORKFLOW.test(row)
        look(
          `table ${name}`,
          ours ? row : withoutCustomersPhone(row),
          ours ? undefined : "everywhere",
        )
      }
    }
  }
}

/** Medusa keeps who pays in payment sessions and in its own workflows, always in this field. */
export function withoutCustomersPhone(row: string): string {
  return row.replace(/"phone": ?"[^"]*"/g, '"phone":"…"')
}

/** By connection: a file's tables stay the same, and asking for them takes longer than their rows. */
const known = new WeakMap<Database, string[]>()

async function tablesOf(database: Database): Promise<string[]> {
  const names = known.get(database)
  if (names) {
    return names
  }
  const { rows } = await database.raw(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  )
  const found = (rows as { name: string }[])
    .map(({ name }) => name)
    .filter(
      (name) =>
        (OURS.test(name) || name === WORKFLOWS || TRADE.test(name)) && !ADDRESSES.test(name),
    )
  known.set(database, found)
  return found
}

/** Medusa's own routes tell a customer's own phone and an admin's token to whom they belong. */
export function isOurRoute(url: string): boolean {
  return /^\/((store|admin)\/loyalty|loyalty|store\/customers\/me\/loyalty)(\/|\?|$)/.test(url)
}

/** The session token belongs in two replies, and there in one field only. */
export function withoutGivenToken(url: string, text: string): string {
  return /^\/store\/loyalty\/(identify|session)(\?|$)/.test(url)
    ? text.replace(/"token":"lst_[\w-]+"/, '"token":"…"')
    : text
}
