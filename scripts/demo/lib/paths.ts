import path from "node:path"

/** The repository. */
export const ROOT = path.resolve(__dirname, "..", "..", "..")

/** Everything the demo writes: a dot folder, which nothing watches and git ignores. */
export const DEMO_FOLDER = path.join(ROOT, ".demo")

export const DEMO_FILE = path.join(DEMO_FOLDER, "demo.json")
export const LOG_FOLDER = path.join(DEMO_FOLDER, "logs")
export const SIMULATOR_PACKAGE = path.join(ROOT, "packages", "pdi-simulator")
export const STOREFRONT_FOLDER = path.join(ROOT, "examples", "storefront")
