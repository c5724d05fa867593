import type { Browser } from "playwright-core"

import type { Simulator } from "../../../packages/pdi-simulator/src/index"
import type { Order } from "../../helpers/shopper"
import type { Database } from "../support/database"
import type { Shop } from "../support/shop"
import type { Trade } from "../support/trade"
import type { Visit } from "../support/visit"

/** What the tests of Admin's pages share; what one page does, the next ones see. */
export interface AdminStage {
  browser: Browser
  database: Database
  shop: Shop
  simulator: Simulator
  trade: Trade
  visit: Visit
  /** An order whose points are booked. */
  booked: Order
  /** One whose points wait for the handover. */
  waiting: Order
}
