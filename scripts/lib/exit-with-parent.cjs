// @ts-check
/**
 * Preloaded into test workers. When Vitest is killed, a worker with a running Medusa server would
 * go on for ever: nothing else ends it, since Medusa's runner takes the signal handlers away.
 */
process.on("disconnect", () => process.exit(1))
