/**
 * What an engine is taken to need for an answer, in milliseconds, where it is not the simulator, which
 * answers at once. The drain is measured with it once more, and docs/scaling.md works with it.
 */
export const ENGINE_MS = 200
