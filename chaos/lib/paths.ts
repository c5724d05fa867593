import path from "node:path"

import { ROOT } from "../../scripts/demo/lib/paths"

/** Everything the harness writes but its page: a dot folder, which nothing watches. */
export const CHAOS_FOLDER = path.join(ROOT, ".cache", "chaos")
export const PAGE = path.join(ROOT, "docs", "resilience.md")
/** The latest result of everything, which the page is written from. Git keeps it. */
export const RESULTS = path.join(ROOT, "chaos", "results.json")
