import path from "node:path"

import { ROOT } from "../../scripts/demo/lib/paths"

/** Everything the harness writes but its page: a dot folder, which nothing watches. */
export const CHAOS_FOLDER = path.join(ROOT, ".cache", "chaos")
export const PAGE = path.join(ROOT, "docs", "resilience.md")
/** What came of the last run, for the map of faults to tests. */
export const RESULTS = path.join(CHAOS_FOLDER, "results.json")
