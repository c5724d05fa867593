import { Container, Heading, Text } from "@medusajs/ui"

import type {
  AdminLoyaltySessionDetail,
  AdminLoyaltySessionReward,
} from "../../../types/http/admin"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { RewardRow } from "./reward-row"

interface SessionPart {
  session: AdminLoyaltySessionDetail
}

/** The basket that the engine was asked about, and what each reward took off which line. */
export const SessionBasket = ({ session }: SessionPart) => {
  const t = useMessages()
  const others = session.rewards.filter(({ amount }) => amount === 0)
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("basket.title")}</Heading>
        <Text size="small" className="text-ui-fg-subtle">
          {t("basket.subtitle")}
        </Text>
      </div>
      {session.basket.length === 0 ? (
        <Text size="small" className="text-ui-fg-muted px-6 py-8 text-center">
          {t("basket.empty")}
        </Text>
      ) : (
        <ul>
          {session.basket.map((line) => (
            <BasketLine key={line.line_item_id} line={line} session={session} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <div className="px-6 py-4">
          <Text size="small" leading="compact" weight="plus" className="mb-2">
            {t("basket.notApplied")}
          </Text>
          <ul className="flex flex-col gap-y-2">
            {others.map((reward) => (
              <RewardRow key={reward.id} reward={reward} currency_code={session.currency_code} />
            ))}
          </ul>
        </div>
      )}
      {session.skipped_rewards.length > 0 && (
        <div className="px-6 py-4">
          <Text size="small" leading="compact" weight="plus" className="mb-2">
            {t("basket.skipped")}
          </Text>
          {session.skipped_rewards.map(({ provider_reward_id, reason }) => (
            <Text key={provider_reward_id} size="small" className="text-ui-fg-subtle">
              {provider_reward_id}: {t(`rewardReason.${reason}`, { defaultValue: reason })}
            </Text>
          ))}
        </div>
      )}
      <BasketTotal session={session} />
    </Container>
  )
}

interface BasketLineProps extends SessionPart {
  line: AdminLoyaltySessionDetail["basket"][number]
}

const BasketLine = ({ line, session }: BasketLineProps) => {
  const t = useMessages()
  const format = useFormat()
  const money = (amount: number) => format.money(amount, session.currency_code)
  return (
    <li className="border-ui-border-base flex flex-col gap-y-2 border-b px-6 py-4 last:border-b-0">
      <div className="flex items-start justify-between gap-x-4">
        <div className="min-w-0">
          <Text size="small" leading="compact" weight="plus">
            {line.title}
          </Text>
          <Text size="small" className="text-ui-fg-subtle">
            {format.parts([
              line.sku,
              `${format.number(line.quantity)} × ${money(line.unit_price)}`,
            ])}
          </Text>
        </div>
        <Text size="small" leading="compact" className="shrink-0">
          {money(line.amount)}
        </Text>
      </div>
      {line.other_discounts > 0 && (
        <div className="text-ui-fg-subtle flex justify-between gap-x-4">
          <Text size="small">{t("basket.otherDiscounts")}</Text>
          <Text size="small">{money(-line.other_discounts)}</Text>
        </div>
      )}
      <ul className="flex flex-col gap-y-2">
        {rewardsOf(session.rewards, line.line_item_id).map(({ reward, amount }) => (
          <RewardRow
            key={reward.id}
            reward={reward}
            amount={amount}
            currency_code={session.currency_code}
          />
        ))}
      </ul>
    </li>
  )
}

/** What each reward took off one line. */
function rewardsOf(rewards: readonly AdminLoyaltySessionReward[], line_item_id: string) {
  return rewards.flatMap((reward) =>
    reward.allocations
      .filter((allocation) => allocation.line_item_id === line_item_id && allocation.amount > 0)
      .map(({ amount }) => ({ reward, amount })),
  )
}

const BasketTotal = ({ session }: SessionPart) => {
  const t = useMessages()
  const format = useFormat()
  return (
    <div className="flex justify-between gap-x-4 px-6 py-4">
      <Text size="small" leading="compact" weight="plus">
        {t("basket.total")}
      </Text>
      <Text size="small" leading="compact" weight="plus">
        {format.money(-session.discount_total, session.currency_code)}
      </Text>
    </div>
  )
}
