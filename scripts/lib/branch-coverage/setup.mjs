// @ts-check
import { afterAll } from "vitest"

// Registered first, so it runs last: after the spec's own hooks.
afterAll(() => {
  Reflect.get(globalThis, "__writeCoverage__")?.()
})
