import { checkEnvironment } from "./check-environment"
import { checkLive } from "./check-live"
import { checkNeighbours } from "./check-neighbours"
import type { Facts, Finding } from "./facts"

/** Everything that is wrong, errors first. */
export function examine(facts: Facts): Finding[] {
  const found = [...checkNeighbours(facts), ...checkEnvironment(facts), ...checkLive(facts)]
  return [
    ...found.filter(({ severity }) => severity === "error"),
    ...found.filter(({ severity }) => severity === "warning"),
  ]
}
