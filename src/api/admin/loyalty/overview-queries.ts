import type { MedusaContainer } from "@medusajs/framework/types"

import { calendarSteps } from "../../../modules/loyalty/domain/calendar-steps"
import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import { digitsOf, fromMinor } from "../../../modules/loyalty/domain/money"
import type { StoreConfigWithChannels } from "../../../modules/loyalty/persistence/config-types"
import type {
  CurrencyAmount,
  SessionFigures,
} from "../../../modules/loyalty/persistence/overview-figures"
import type { LoyaltyModuleService } from "../../../modules/loyalty/service"
import type { AdminLoyaltyOverview } from "../../../types/http/admin"
import { loyaltyService } from "../../../workflows/loyalty/utils/loyalty"
import { countOrders, sumOrders } from "./overview-orders"
import type { AdminGetLoyaltyOverviewParamsType } from "./validators"

const DAY_IN_MS = 86_400_000
const DEFAULT_DAYS = 30
/** Up to so many days a step is an hour. */
const HOURLY_DAYS_MAX = 2

/** Reads the dashboard's figures; what is "now" in them is as of this moment. */
export async function readOverview(
  container: MedusaContainer,
  query: AdminGetLoyaltyOverviewParamsType,
): Promise<AdminLoyaltyOverview> {
  const service = loyaltyService(container)
  const to = query.to ? new Date(query.to) : new Date()
  const from = query.from ? new Date(query.from) : new Date(to.getTime() - DEFAULT_DAYS * DAY_IN_MS)
  const bucket = to.getTime() - from.getTime() <= HOURLY_DAYS_MAX * DAY_IN_MS ? "hour" : "day"
  const configs = await service.listStoreConfigsWithChannels(
    query.store_id ? { store_ids: [query.store_id].flat() } : {},
  )
  const store_ids = configs.map(({ store_id }) => store_id)
  const steps = calendarSteps({ from, to, bucket, time_zone: query.time_zone })
  const scope = { store_ids, from, to, steps }
  const [figures, orders_without_decision] = await Promise.all([
    service.overviewFigures(scope),
    service.ordersWithoutDecision(query.store_id ? store_ids : null),
  ])
  const orders = await countOrders(container, scope)
  const { points, evaluation, waiting } = figures
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    bucket,
    sessions: byStatus(figures.sessions),
    points: {
      earned: points.earned_points,
      redeemed: points.redeemed_points,
      reversals: points.reversals,
    },
    discounts: inMajorUnits(figures.discounts),
    orders: sumOrders(orders),
    evaluation,
    orders_without_decision,
    operations: waiting,
    engines: await breakersOf(service, configs),
    series: figures.series.map((point, step) => ({
      ...point,
      discounts: inMajorUnits(point.discounts),
      orders_placed: orders[step]?.placed ?? 0,
      orders_with_member: orders[step]?.with_member ?? 0,
    })),
  }
}

function inMajorUnits(amounts: readonly CurrencyAmount[]): CurrencyAmount[] {
  return amounts.map(({ currency_code, amount }) => ({
    currency_code,
    amount: fromMinor(amount, digitsOf(currency_code)),
  }))
}

function byStatus(sessions: readonly SessionFigures[]): AdminLoyaltyOverview["sessions"] {
  const of = (wanted: string) => sessions.find(({ status }) => status === wanted)?.sessions ?? 0
  return {
    active: of("active"),
    pending_finalization: of("pending_finalization"),
    finalized: of("finalized"),
    failed: of("failed"),
  }
}

/** A store whose engine cannot be reached by its settings is named in health, not here. */
async function breakersOf(
  service: LoyaltyModuleService,
  configs: readonly StoreConfigWithChannels[],
): Promise<AdminLoyaltyOverview["engines"]> {
  // What other processes found out counts here as it does in health.
  await service.refreshBreakers()
  const found: AdminLoyaltyOverview["engines"] = []
  for (const config of configs.filter(({ enabled }) => enabled)) {
    try {
      const connection = await service.connectionFor(config)
      const circuit_breaker = service.provider(config.provider_id).breakerState(connection)
      found.push({ store_id: config.store_id, circuit_breaker })
    } catch (error) {
      if (!isLoyaltyError(error)) {
        throw error
      }
    }
  }
  return found
}
