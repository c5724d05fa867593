import { Badge, Text } from "@medusajs/ui"

import type { AdminLoyaltySessionReward } from "../../../types/http/admin"
import { useFormat, type Formats } from "../../lib/use-format"
import { useMessages, type Messages } from "../../lib/use-messages"

interface RewardRowProps {
  reward: AdminLoyaltySessionReward
  currency_code: string
  /** What it took off the line that it stands under; without it the reward's state is shown. */
  amount?: number
}

/** A reward, what it took off, and how that amount came about. */
export const RewardRow = ({ reward, currency_code, amount }: RewardRowProps) => {
  const t = useMessages()
  const format = useFormat()
  return (
    <li className="text-ui-fg-subtle flex list-none items-start justify-between gap-x-4">
      <div className="min-w-0">
        <Text size="small" leading="compact" className="leading-5">
          {reward.description}
        </Text>
        <Text size="xsmall" className="text-ui-fg-muted">
          {format.parts([reward.provider_reward_id, whyOf(reward, currency_code, { t, format })])}
        </Text>
      </div>
      {amount === undefined ? (
        <Badge size="2xsmall" className="shrink-0">
          {t(`rewardState.${reward.state}`)}
        </Badge>
      ) : (
        <Text size="small" leading="compact" className="text-ui-fg-interactive shrink-0 leading-5">
          {format.money(-amount, currency_code)}
        </Text>
      )}
    </li>
  )
}

/** The engine's rule behind an amount, in words. */
function whyOf(
  reward: AdminLoyaltySessionReward,
  currency_code: string,
  { t, format }: { t: Messages; format: Formats },
): string {
  const value =
    reward.method === "percent_off"
      ? format.number(Number(reward.value))
      : format.money(Number(reward.value), currency_code)
  const rule = t(`rewardMethod.${reward.method}`, {
    value,
    quantity: format.number(reward.quantity),
    defaultValue: reward.method,
  })
  const parts = [
    reward.level === "line"
      ? rule
      : t(`rewardMethod.${reward.method}_ticket`, { value, defaultValue: rule }),
    reward.points_cost > 0 && t("basket.points", { points: format.integer(reward.points_cost) }),
    reward.limit &&
      t(`rewardLimit.${reward.limit.type}`, {
        value: format.number(Number(reward.limit.value)),
      }),
    reward.reason && t(`rewardReason.${reward.reason}`, { defaultValue: reward.reason }),
  ]
  return parts.filter((part) => typeof part === "string" && part !== "").join(", ")
}
