import path from "node:path"

import { ROOT } from "../../scripts/demo/lib/paths"

/** Everything the benchmark writes but its page: a dot folder, which nothing watches. */
export const BENCH_FOLDER = path.join(ROOT, ".cache", "bench")

/** The generated shop without the plugin. */
export const BARE_FOLDER = path.join(ROOT, ".cache", "bench-bare")

/** The generated shop with the plugin, and where the plugin is installed in it. */
export const PLUGIN_FOLDER = path.join(ROOT, ".cache", "bench-plugin")
export const PLUGIN = "medusa-plugin-loyalty"
export const INSTALLED = path.join(PLUGIN_FOLDER, "node_modules", PLUGIN)

export const POSTGRES_LOG = path.join(BENCH_FOLDER, "postgres.log")
export const SIMULATOR_FOLDER = path.join(BENCH_FOLDER, "simulator")
export const PAGE_FILE = path.join(ROOT, "docs", "performance.md")
/** The figures that the pages in docs are made from. */
export const KEPT_FILE = path.join(ROOT, "bench", "results.json")
export const CHART_FILE = path.join(ROOT, "docs", "images", "performance.svg")
export const SCALING_FILE = path.join(ROOT, "docs", "scaling.md")
