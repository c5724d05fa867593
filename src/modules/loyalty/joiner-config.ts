import type { ModuleJoinerConfig } from "@medusajs/framework/types"
import { defineJoinerConfig } from "@medusajs/framework/utils"

import { LOYALTY_MODULE } from "./keys"
import * as models from "./models"

let kept: ReturnType<typeof defineJoinerConfig> | null = null

/**
 * What Medusa's query knows of our models. Medusa asks for it at least four times in a start and
 * would have it built each time anew, from twenty models. Whoever asks gets a list of aliases of his
 * own: the query's catalogue writes into the one that it is given.
 */
export function joinerConfig(): ModuleJoinerConfig {
  kept ??= defineJoinerConfig(LOYALTY_MODULE, { models: Object.values(models) })
  return { ...kept, alias: [kept.alias].flat() }
}
