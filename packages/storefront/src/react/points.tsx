"use client"

import type { StoreLoyaltyMember, StoreLoyaltyReward } from "../core/http-types.js"
import { useLoyaltyContext } from "./context.js"
import { createElement, useId } from "./hooks.js"
import { Root } from "./root.js"
import { Words } from "./words.js"
import { useLoyalty } from "./use-loyalty.js"

/** Something that a balance grows towards. */
export interface PointsGoal {
  points: number
  label: string
}

export interface PointsDisplayProps {
  /** What to show progress towards; default the next reward that costs more than the balance. */
  goal?: PointsGoal | null
}

/** Balance, level, progress, and what this order will earn. Shows nothing without a member. */
export function PointsDisplay({ goal }: PointsDisplayProps) {
  const { member, points, rewards, session } = useLoyalty()
  if (!member || !points) {
    return null
  }
  const next = goal === undefined ? nextReward(member, rewards) : goal
  return (
    <Root>
      <Balance member={member} goal={next} />
      {points.earn_preview > 0 && session?.status === "active" && (
        <Earning points={points.earn_preview} multiplier={points.multiplier} />
      )}
    </Root>
  )
}

/** A member's balance and level, with the way to a goal. */
export function Balance(props: { member: StoreLoyaltyMember; goal: PointsGoal | null }) {
  const { part, format } = useLoyaltyContext()
  const { points_balance, tier } = props.member
  return (
    <div {...part("points")}>
      {points_balance !== null && (
        <p {...part("points-balance")}>
          <span {...part("sr-only")}>{format.text("points_balance")}: </span>
          {format.points(points_balance)}
        </p>
      )}
      {tier !== null && (
        <p {...part("tier")}>
          <span {...part("sr-only")}>{format.text("points_tier")}: </span>
          {tier}
        </p>
      )}
      {props.goal && points_balance !== null && (
        <Progress balance={points_balance} goal={props.goal} />
      )}
    </div>
  )
}

function Progress({ balance, goal }: { balance: number; goal: PointsGoal }) {
  const { part, format } = useLoyaltyContext()
  const id = useId()
  const missing = Math.max(0, goal.points - balance)
  return (
    <div {...part("progress")}>
      <progress max={goal.points} value={Math.min(balance, goal.points)} aria-labelledby={id} />
      <p {...part("muted")} id={id}>
        {format.text("points_missing", { count: missing, reward: goal.label })}
      </p>
    </div>
  )
}

function Earning({ points, multiplier }: { points: number; multiplier: number | null }) {
  const { part, format } = useLoyaltyContext()
  return (
    <p {...part("earn")}>
      {format.text("points_earn", { count: points })}
      {multiplier !== null && multiplier > 1 && (
        <Words
          as="small"
          part="muted"
          text="points_earn_multiplied"
          values={{ factor: multiplier }}
        />
      )}
    </p>
  )
}

function nextReward(
  { points_balance }: StoreLoyaltyMember,
  rewards: StoreLoyaltyReward[],
): PointsGoal | null {
  const dear = rewards
    .filter(({ points_cost }) => points_balance !== null && points_cost > points_balance)
    .sort((a, b) => a.points_cost - b.points_cost)
  const [next] = dear
  return next ? { points: next.points_cost, label: next.description } : null
}
