"use client"

import { useId } from "react"

import type { StoreLoyaltySummary } from "../core/http-types.js"
import { useLoyaltyContext } from "./context.js"
import { Heading, Root, type HeadingLevel } from "./root.js"
import { useOrderSummary } from "./use-order-summary.js"

export interface OrderLoyaltySummaryProps {
  orderId: string
  /** For the saved amount; without it that figure is left out. */
  currencyCode?: string
  /** Level of the heading; default 2. */
  headingLevel?: HeadingLevel
}

/** What an order earned and redeemed. Shows nothing for orders without loyalty. */
export function OrderLoyaltySummary(props: OrderLoyaltySummaryProps) {
  const { part, format } = useLoyaltyContext()
  const { value, failure, loading, reload } = useOrderSummary(props.orderId)
  const id = useId()
  if (!value && failure && (failure.status === 404 || failure.status === 401)) {
    return null
  }
  return (
    <Root labelledBy={id}>
      <Heading level={props.headingLevel ?? 2} id={id}>
        {format.text("summary_title")}
      </Heading>
      <div aria-live="polite" aria-busy={loading}>
        {value ? (
          <Summary summary={value} {...props} />
        ) : failure ? (
          <LoadFailed onRetry={reload} />
        ) : (
          <p {...part("muted")}>{format.text("loading")}</p>
        )}
      </div>
    </Root>
  )
}

export function LoadFailed({ onRetry }: { onRetry: () => void }) {
  const { part, format } = useLoyaltyContext()
  return (
    <p {...part("calm")}>
      {format.text("load_failed")}{" "}
      <button {...part("button-quiet")} type="button" onClick={onRetry}>
        {format.text("retry")}
      </button>
    </p>
  )
}

function Summary(props: OrderLoyaltySummaryProps & { summary: StoreLoyaltySummary }) {
  const { part, format } = useLoyaltyContext()
  const { summary, currencyCode } = props
  const { status, earned_points, receipt_id } = summary
  if (status === "failed") {
    return <p {...part("text")}>{format.text("summary_failed")}</p>
  }
  return (
    <>
      {summary.expected && (
        <p {...part("notice")}>
          {earned_points > 0
            ? format.text("summary_expected", { count: earned_points })
            : format.text("summary_expected_none")}
        </p>
      )}
      <Figures summary={summary} currencyCode={currencyCode} />
      {summary.rewards.length > 0 && currencyCode !== undefined && (
        <dl {...part("totals")}>
          {summary.rewards.map(({ description, amount }) => (
            <div key={description} {...part("totals-row")}>
              <dt>
                <bdi>{description}</bdi>
              </dt>
              <dd>{format.money(-amount, currencyCode)}</dd>
            </div>
          ))}
        </dl>
      )}
      {receipt_id !== null && (
        <p {...part("muted")}>{format.text("summary_receipt", { id: receipt_id })}</p>
      )}
    </>
  )
}

function Figures(props: { summary: StoreLoyaltySummary; currencyCode: string | undefined }) {
  const { part, format } = useLoyaltyContext()
  const { expected, earned_points, redeemed_points, points_balance, discount_total } = props.summary
  const saved =
    props.currencyCode !== undefined && discount_total > 0
      ? format.money(discount_total, props.currencyCode)
      : null
  const figures = [
    ["summary_earned", expected ? null : format.points(earned_points)],
    ["summary_redeemed", redeemed_points > 0 ? format.points(redeemed_points) : null],
    [
      expected ? "points_balance" : "summary_balance",
      points_balance === null ? null : format.points(points_balance),
    ],
    ["summary_saved", saved],
  ] as const
  return (
    <dl {...part("figures")}>
      {figures.map(([key, figure]) =>
        figure === null ? null : (
          <div key={key} {...part("figure")}>
            <dt>{format.text(key)}</dt>
            <dd>{figure}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
