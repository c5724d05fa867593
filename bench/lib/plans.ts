import { wholeTableReads, type ExplainRow } from "../../integration-tests/helpers/whole-table-reads"
import { querySql } from "./admin-connection"

/** Marks what the benchmark itself sends. */
export const OWN_STATEMENT = "/* benchmark */"

const READS_OURS = /\bloyalty_engine_/
const EXPLAINABLE = /^\s*(select|insert|update|delete|with)\b/i

/** The statements whose plan reads a growing table of ours from end to end. */
export async function seqScansOf(url: string, statements: readonly string[]): Promise<string[]> {
  const ours = [...new Set(statements)].filter(
    (text) => READS_OURS.test(text) && EXPLAINABLE.test(text) && !text.includes(OWN_STATEMENT),
  )
  if (ours.length === 0) {
    throw new Error("No statement on a table of the plugin was seen.")
  }
  const found: string[] = []
  for (const text of ours) {
    const kind = text.includes("$1") ? "generic_plan, " : ""
    const explain = `explain (${kind}format json) ${text}`
    const [row] = await querySql<ExplainRow & Record<string, unknown>>(url, explain)
    const plan = row?.["QUERY PLAN"][0]?.Plan
    if (plan && wholeTableReads(plan).length > 0) {
      found.push(text)
    }
  }
  return found
}
