import type { Facts, Finding, Neighbour } from "./facts"
import { ARGUMENT, Constants } from "./read-constants"

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

const MODULE = new RegExp(`\\bModule\\)?\\(\\s*${ARGUMENT}`, "g")
const TABLE = new RegExp(`(?:tableName:\\s*|define\\)?\\(\\s*)${ARGUMENT}`, "g")
/** A model that names itself and leaves the table's name to Medusa. */
const NAMED = new RegExp(`define\\)?\\(\\s*\\{\\s*name:\\s*${ARGUMENT}\\s*,?\\s*\\}`, "g")
const WORKFLOW = new RegExp(
  `create(?:Workflow|Step)\\)?\\(\\s*(?:\\{\\s*name:\\s*)?${ARGUMENT}`,
  "g",
)

/** Every text that a pattern's argument stands for in a neighbour's files, with its place. */
function found({ files }: Neighbour, pattern: RegExp): { value: string; path: string }[] {
  const constants = new Constants(files)
  return files.flatMap((file) =>
    [...file.code.matchAll(pattern)].flatMap(([, ...argument]) =>
      constants.valuesOf(file, argument).map((value) => ({ value, path: file.path })),
    ),
  )
}

function takenKeys(neighbour: Neighbour, key: string): Finding[] {
  return found(neighbour, MODULE)
    .filter(({ value }) => value === key)
    .map(({ path }) => ({
      check: "keys",
      severity: "error",
      message: `${neighbour.owner} registers a module under our key "${key}" (${path})`,
      advice: "Give that module another key, or remove it: the container holds one module per key.",
    }))
}

function takenTables(neighbour: Neighbour, prefix: string): Finding[] {
  const tables = [...found(neighbour, TABLE), ...found(neighbour, NAMED)]
  const places = tables.filter(({ value }) => snakeCase(value).startsWith(prefix))
  return [...new Set(places.map(({ path }) => path))].map((path) => ({
    check: "tables",
    severity: "error",
    message: `${neighbour.owner} defines a table that begins with ${prefix} (${path})`,
    advice: "Rename the table in that model and migrate, so that neither changes the other's rows.",
  }))
}

/** As Medusa makes a table's name of a model's. */
function snakeCase(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase()
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
    const isOurs = folder !== undefined && routes.some((route) => shape(route) === shape(folder))
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

/** `[session_id]` and `[id]` answer the same address. */
function shape(route: string): string {
  return route.replace(/\[[^\]/]+\]/g, "[]")
}

function takenWorkflows(neighbour: Neighbour, ids: string[]): Finding[] {
  return found(neighbour, WORKFLOW)
    .filter(({ value }) => ids.includes(value))
    .map(({ value, path }) => ({
      check: "workflows",
      severity: "error",
      message: `${neighbour.owner} has a workflow or step with our id ${value} (${path})`,
      advice: "Give it another id: they are shared by the whole process, and the boot fails.",
    }))
}

function heldHooks({ owner, files }: Neighbour, guard: string | undefined): Finding[] {
  // With the shop's own call of our check, holding the hook is how it should be.
  const pattern = /completeCartWorkflow\)?\.hooks\.validate\(/
  const holders = files.filter(({ code }) => pattern.test(code))
  const bare = holders.filter(({ code }) => !code.includes("assertLoyaltyDiscounts"))
  return (guard === "held" ? [] : bare).map(({ path }) => ({
    check: "hooks",
    severity: "error",
    message: `${owner} holds the hook completeCart.validate (${path})`,
    advice:
      "Call assertLoyaltyDiscounts of medusa-plugin-loyalty/workflows in that handler, and set " +
      'the option completion_guard to "host". Until then no store can be switched on.',
  }))
}
