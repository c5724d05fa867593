import path from "node:path"

import { ROOT } from "../../scripts/demo/lib/paths"

/** Everything the benchmark writes but its page: a dot folder, which nothing watches. */
export const BENCH_FOLDER = path.join(ROOT, ".cache", "bench")

/** The generated shop without the plugin. */
export const BARE_FOLDER = path.join(ROOT, ".cache", "bench-bare")

export const POSTGRES_LOG = path.join(BENCH_FOLDER, "postgres.log")
export const SIMULATOR_FOLDER = path.join(BENCH_FOLDER, "simulator")
export const PAGE_FILE = path.join(ROOT, "docs", "performance.md")
/** The figures that the pages in docs are made from. */
export const KEPT_FILE = path.join(ROOT, "bench", "results.json")
export const CHART_FILE = path.join(ROOT, "docs", "images", "performance.svg")
export const SCALING_FILE = path.join(ROOT, "docs", "scaling.md")
