import type { Facts, Finding, Neighbour } from "./facts"

/** Keys, tables, routes, hooks and workflow ids that other code of the shop takes from us. */
export function checkNeighbours({ neighbours, ours, live }: Facts): Finding[] {
  return [
    ...neighbours.flatMap((neighbour) => [
      ...takenKeys(neighbour, ours.module_key),
      ...takenTables(neighbour, ours.table_prefix),
      ...takenRoutes(neighbour, ours.routes),
      ...takenWorkflows(neighbour, ours.workflow_ids),
      ...heldHooks(neighbour, live?.completion_guard.state),
    ]),
    ...(live?.foreign_tables ?? []).map(foreignTable),
  ]
}

function takenKeys({ owner, files }: Neighbour, key: string): Finding[] {
  const pattern = new RegExp(`\\bModule\\)?\\(\\s*["'\`]${key}["'\`]`)
  return places(files, pattern).map((path) => ({
    check: "keys",
    severity: "error",
    message: `${owner} registers a module under our key "${key}" (${path})`,
    advice: "Give that module another key, or remove it: the container holds one module per key.",
  }))
}

function takenTables({ owner, files }: Neighbour, prefix: string): Finding[] {
  const pattern = new RegExp(`(tableName:\\s*|define\\(\\s*)["'\`]${prefix}`)
  return places(files, pattern).map((path) => ({
    check: "tables",
    severity: "error",
    message: `${owner} defines a table that begins with ${prefix} (${path})`,
    advice: "Rename the table in that model and migrate, so that neither changes the other's rows.",
  }))
}

function foreignTable(table: string): Finding {
  return {
    check: "tables",
    severity: "warning",
    message: `The database has a table ${table} that is not ours`,
    advice: "Find out who made it. A later version of this plugin may want that name.",
  }
}

function takenRoutes({ owner, files }: Neighbour, routes: string[]): Finding[] {
  return files.flatMap(({ path }) => {
    const folder = /(?:^|\/)api\/(.+)\/route\.[jt]s$/.exec(path)?.[1]
    const isOurs = folder !== undefined && routes.includes(folder)
    return isOurs
      ? [
          {
            check: "routes",
            severity: "error" as const,
            message: `${owner} serves /${folder}, which is ours (${path})`,
            advice: "Move that route to another path: whichever loads last answers.",
          },
        ]
      : []
  })
}

function takenWorkflows({ owner, files }: Neighbour, ids: string[]): Finding[] {
  const pattern = /create(?:Workflow|Step)\)?\(\s*(?:\{\s*name:\s*)?["'`](loyalty-[\w-]+)["'`]/g
  return files.flatMap(({ path, code }) =>
    [...code.matchAll(pattern)]
      .map(([, id = ""]) => id)
      .filter((id) => ids.includes(id))
      .map((id) => ({
        check: "workflows",
        severity: "error",
        message: `${owner} has a workflow or step with our id ${id} (${path})`,
        advice: "Give it another id: they are shared by the whole process, and the boot fails.",
      })),
  )
}

function heldHooks({ owner, files }: Neighbour, guard: string | undefined): Finding[] {
  // With the shop's own call of our check, holding the hook is how it should be.
  const pattern = /completeCartWorkflow\)?\.hooks\.validate\(/
  const found = files.filter(({ code }) => pattern.test(code))
  const bare = found.filter(({ code }) => !code.includes("assertLoyaltyDiscounts"))
  return (guard === "held" ? [] : bare).map(({ path }) => ({
    check: "hooks",
    severity: "error",
    message: `${owner} holds the hook completeCart.validate (${path})`,
    advice:
      "Call assertLoyaltyDiscounts of medusa-plugin-loyalty/workflows in that handler, and set " +
      'the option completion_guard to "host". Until then no store can be switched on.',
  }))
}

function places(files: Neighbour["files"], pattern: RegExp): string[] {
  return files.filter(({ code }) => pattern.test(code)).map(({ path }) => path)
}
