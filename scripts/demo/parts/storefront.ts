import type { Child } from "../lib/child"
import type { Demo } from "../lib/demo-file"
import type { WantedPort } from "../lib/ports"

/** A further process of the demo, such as a shop. */
export interface FurtherProcess {
  port: WantedPort
  url: string
  /** Starts it and resolves when a browser can open `url`. */
  start(demo: Demo, onStart: (child: Child) => void): Promise<void>
}

/** The shop that the demo opens; undefined while the repository has none. */
export function storefront(_env: NodeJS.ProcessEnv): FurtherProcess | undefined {
  return undefined
}
