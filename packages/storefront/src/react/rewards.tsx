"use client"

import type { StoreLoyaltyReward } from "../core/http-types.js"
import { useLoyaltyContext } from "./context.js"
import { createElement, Fragment, useId } from "./hooks.js"
import { Heading, Root, type HeadingLevel } from "./root.js"
import { Words } from "./words.js"
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
  const is_open = session.status === "active"
  const applied = rewards.filter(({ type, state }) =>
    type === "instant" ? state === "applied" : !is_open && state === "accepted",
  )
  // With an order nothing can be chosen any more.
  const optional = is_open ? rewards.filter(({ type }) => type === "optional") : []
  const is_asking = status === "evaluating"
  return (
    <Root labelledBy={id}>
      <div {...part("rewards")} aria-busy={is_asking}>
        <Heading level={headingLevel} id={id}>
          {format.text("rewards_title")}
        </Heading>
        {applied.length + optional.length === 0 && (
          <Words part="muted" text={is_asking ? "rewards_loading" : "rewards_none"} />
        )}
        {applied.length > 0 && <AppliedRewards rewards={applied} />}
        {optional.length > 0 && <OptionalRewards rewards={optional} />}
        {is_open && <Nudges messages={messages} rewards={rewards} />}
      </div>
    </Root>
  )
}

function AppliedRewards({ rewards }: { rewards: StoreLoyaltyReward[] }) {
  const { part, format } = useLoyaltyContext()
  const id = useId()
  return (
    <>
      <Words part="subtitle" id={id} text="rewards_applied" />
      <ul {...part("reward-list")} aria-labelledby={id}>
        {rewards.map((reward) => (
          <li key={reward.provider_reward_id} {...part("reward-applied")}>
            <RewardText name={reward.description} hint={format.text("reward_applied")} />
            <RewardAmount amount={reward.amount} />
          </li>
        ))}
      </ul>
    </>
  )
}

function OptionalRewards({ rewards }: { rewards: StoreLoyaltyReward[] }) {
  const { part } = useLoyaltyContext()
  return (
    <fieldset {...part("reward-list")}>
      <Words as="legend" part="subtitle" text="rewards_choose" />
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
      <RewardText
        name={reward.prompt ?? reward.description}
        hint={format.text(cost, { count: points_cost })}
      />
      <RewardAmount amount={is_chosen ? reward.amount : reward.amount_if_accepted} />
    </label>
  )
}

function RewardText({ name, hint }: { name: string; hint: string }) {
  const { part } = useLoyaltyContext()
  return (
    <span {...part("reward-text")}>
      <bdi>{name}</bdi>
      <small {...part("muted")}>
        <bdi>{hint}</bdi>
      </small>
    </span>
  )
}

function UnavailableReward({ reward }: { reward: StoreLoyaltyReward }) {
  const { part, format } = useLoyaltyContext()
  return (
    <p {...part("reward-unavailable")}>
      <RewardText name={reward.description} hint={format.text("reward_unavailable")} />
    </p>
  )
}

/** A shopper saves this much; nothing for rewards that take no money off. */
function RewardAmount({ amount }: { amount: number }) {
  const { format } = useLoyaltyContext()
  const { session } = useLoyalty()
  if (amount <= 0 || !session) {
    return null
  }
  const money = format.money(amount, session.currency_code)
  return <Words as="span" part="reward-amount" text="reward_saves" values={{ amount: money }} />
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
        <li key={word} {...part("nudge")}>
          <bdi>{word}</bdi>
        </li>
      ))}
    </ul>
  )
}
