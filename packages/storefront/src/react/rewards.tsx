"use client"

import { useId } from "react"

import type { StoreLoyaltyReward } from "../core/http-types.js"
import { useLoyaltyContext } from "./context.js"
import { Heading, Root, type HeadingLevel } from "./root.js"
import { useLoyalty } from "./use-loyalty.js"

export interface RewardSelectorProps {
  /** Level of the heading; default 3. */
  headingLevel?: HeadingLevel
}

/** What the shopper has, and what can be chosen. Shows nothing without a session. */
export function RewardSelector({ headingLevel = 3 }: RewardSelectorProps) {
  const { part, format } = useLoyaltyContext()
  const { session, rewards, messages, status } = useLoyalty()
  const id = useId()
  if (!session) {
    return null
  }
  const applied = rewards.filter(({ type, state }) => type === "instant" && state === "applied")
  const optional = rewards.filter(({ type }) => type === "optional")
  const is_asking = status === "evaluating"
  return (
    <Root labelledBy={id}>
      <div {...part("rewards")} aria-busy={is_asking}>
        <Heading level={headingLevel} id={id}>
          {format.text("rewards_title")}
        </Heading>
        {applied.length + optional.length === 0 && (
          <p {...part("muted")}>{format.text(is_asking ? "rewards_loading" : "rewards_none")}</p>
        )}
        {applied.length > 0 && <AppliedRewards rewards={applied} />}
        {optional.length > 0 && <OptionalRewards rewards={optional} />}
        <Nudges messages={messages} rewards={rewards} />
      </div>
    </Root>
  )
}

function AppliedRewards({ rewards }: { rewards: StoreLoyaltyReward[] }) {
  const { part, format } = useLoyaltyContext()
  const id = useId()
  return (
    <>
      <p {...part("subtitle")} id={id}>
        {format.text("rewards_applied")}
      </p>
      <ul {...part("reward-list")} aria-labelledby={id}>
        {rewards.map((reward) => (
          <li key={reward.provider_reward_id} {...part("reward-applied")}>
            <span {...part("reward-text")}>
              <bdi>{reward.description}</bdi>
              <small {...part("muted")}>{format.text("reward_applied")}</small>
            </span>
            <RewardAmount amount={reward.amount} />
          </li>
        ))}
      </ul>
    </>
  )
}

function OptionalRewards({ rewards }: { rewards: StoreLoyaltyReward[] }) {
  const { part, format } = useLoyaltyContext()
  return (
    <fieldset {...part("reward-list")}>
      <legend {...part("subtitle")}>{format.text("rewards_choose")}</legend>
      {rewards.map((reward) =>
        reward.state === "unavailable" ? (
          <UnavailableReward key={reward.provider_reward_id} reward={reward} />
        ) : (
          <RewardChoice key={reward.provider_reward_id} reward={reward} />
        ),
      )}
    </fieldset>
  )
}

function RewardChoice({ reward }: { reward: StoreLoyaltyReward }) {
  const { part, format } = useLoyaltyContext()
  const { selectReward, declineReward, unconfirmed } = useLoyalty()
  const { provider_reward_id, points_cost, state } = reward
  const is_chosen = state === "accepted"
  const cost = points_cost > 0 ? "reward_cost" : "reward_free"
  return (
    <label
      {...part(is_chosen ? "reward-chosen" : "reward")}
      aria-busy={unconfirmed.includes(provider_reward_id)}
    >
      <input
        {...part("reward-choice")}
        type="checkbox"
        checked={is_chosen}
        onChange={() => (is_chosen ? declineReward : selectReward)(provider_reward_id)}
      />
      <span {...part("reward-text")}>
        <bdi>{reward.prompt ?? reward.description}</bdi>
        <small {...part("muted")}>{format.text(cost, { count: points_cost })}</small>
      </span>
      <RewardAmount amount={is_chosen ? reward.amount : reward.amount_if_accepted} />
    </label>
  )
}

function UnavailableReward({ reward }: { reward: StoreLoyaltyReward }) {
  const { part, format } = useLoyaltyContext()
  return (
    <p {...part("reward-unavailable")}>
      <span {...part("reward-text")}>
        <bdi>{reward.description}</bdi>
        <small {...part("muted")} dir="auto">
          {reward.reason ?? format.text("reward_unavailable")}
        </small>
      </span>
    </p>
  )
}

/** A shopper saves this much; nothing for rewards that take no money off. */
function RewardAmount({ amount }: { amount: number }) {
  const { part, format } = useLoyaltyContext()
  const { session } = useLoyalty()
  if (amount <= 0 || !session) {
    return null
  }
  const money = format.money(amount, session.currency_code)
  return <span {...part("reward-amount")}>{format.text("reward_saves", { amount: money })}</span>
}

/** "Two more and you get …", in the engine's own words. */
function Nudges({ messages, rewards }: { messages: string[]; rewards: StoreLoyaltyReward[] }) {
  const { part, format } = useLoyaltyContext()
  const prompts = rewards.flatMap(({ type, prompt }) =>
    type === "instant" && prompt ? [prompt] : [],
  )
  const words = [...new Set([...messages, ...prompts])]
  if (words.length === 0) {
    return null
  }
  return (
    <ul {...part("nudges")} aria-label={format.text("messages_title")}>
      {words.map((word) => (
        <li key={word} {...part("nudge")} dir="auto">
          {word}
        </li>
      ))}
    </ul>
  )
}
