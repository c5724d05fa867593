import { COMPLETIONS } from "./completions"
import { CRASHES } from "./crashes"
import { DATABASE } from "./database"
import { ENGINE } from "./engine"
import { LOAD } from "./load"
import { REVERSALS } from "./reversals"
import type { Scenario } from "./scenario"

/** Everything that is thrown at the shop, in the order of the page. */
export const SCENARIOS: readonly Scenario[] = [
  ...ENGINE,
  ...CRASHES,
  ...COMPLETIONS,
  ...REVERSALS,
  ...DATABASE,
  ...LOAD,
]
