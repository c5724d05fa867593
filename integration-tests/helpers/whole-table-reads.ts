/** Ours that grow with orders; a whole one is never read on a hot path. */
const GROWING =
  /^loyalty_engine_(session|session_reward|session_transition|operation|transaction|call|member|member_identifier|session_archive)$/

/** A plan as Postgres explains it in JSON. */
export interface Plan {
  "Node Type": string
  "Relation Name"?: string
  Plans?: Plan[]
}

/** What EXPLAIN (FORMAT JSON) answers. */
export interface ExplainRow {
  "QUERY PLAN": { Plan: Plan }[]
}

/** The growing tables of ours that a plan reads from end to end. */
export function wholeTableReads(plan: Plan): string[] {
  const table = plan["Relation Name"] ?? ""
  const here = plan["Node Type"] === "Seq Scan" && GROWING.test(table) ? [table] : []
  return [...here, ...(plan.Plans ?? []).flatMap(wholeTableReads)]
}
