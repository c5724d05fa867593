"use client"

import type { LoyaltyFormat } from "../core/format.js"
import type { StoreLoyaltySummary } from "../core/http-types.js"
import type { MessageKey } from "../i18n/messages.js"
import { useLoyaltyContext } from "./context.js"
import { History, type HistoryEntry } from "./history.js"
import { createElement, Fragment, useId } from "./hooks.js"
import { Heading, Root, type HeadingLevel } from "./root.js"
import { AmountRow, Button, Words } from "./words.js"
import { useOrderSummary } from "./use-order-summary.js"

/** The order: as Medusa has it, or by its id. */
type OrderProps =
  | { order: { id: string; currency_code: string } }
  | {
      orderId: string
      /** For the saved amount; without it that figure is left out. */
      currencyCode?: string
    }

export type OrderLoyaltySummaryProps = OrderProps & {
  /** Level of the heading; default 2. */
  headingLevel?: HeadingLevel
}

/** What an order earned and redeemed. Shows nothing for orders without loyalty. */
export function OrderLoyaltySummary(props: OrderLoyaltySummaryProps) {
  const { part, format } = useLoyaltyContext()
  const { orderId, currencyCode } =
    "order" in props ? { orderId: props.order.id, currencyCode: props.order.currency_code } : props
  const { value, failure, loading, reload } = useOrderSummary(orderId)
  const id = useId()
  // A proxy's 404 says nothing of the order.
  if (!value && (failure?.code === "session_not_found" || failure?.code === "unauthorized")) {
    return null
  }
  const headingLevel = props.headingLevel ?? 2
  return (
    <Root labelledBy={id}>
      <Heading level={headingLevel} id={id}>
        {format.text("summary_title")}
      </Heading>
      <div {...part("body")} aria-live="polite" aria-busy={loading}>
        {value ? (
          <Summary summary={value} currencyCode={currencyCode} headingLevel={headingLevel} />
        ) : failure ? (
          <LoadFailed onRetry={reload} />
        ) : (
          <Words part="muted" text="loading" />
        )}
      </div>
    </Root>
  )
}

export function LoadFailed({ onRetry }: { onRetry: () => void }) {
  const { part, format } = useLoyaltyContext()
  return (
    <p {...part("calm")}>
      {format.text("load_failed")} <Button quiet text="retry" onClick={onRetry} />
    </p>
  )
}

function Summary(props: {
  summary: StoreLoyaltySummary
  currencyCode: string | undefined
  headingLevel: HeadingLevel
}) {
  const { part, format } = useLoyaltyContext()
  const { summary, currencyCode, headingLevel } = props
  const { status, earned_points, receipt_id } = summary
  const changes = reversed(summary, format)
  if (status === "failed") {
    return <Words text="summary_failed" />
  }
  return (
    <>
      {summary.expected && <p {...part("notice")}>{expectedText(format, earned_points)}</p>}
      <Figures summary={summary} currencyCode={currencyCode} />
      {summary.rewards.length > 0 && currencyCode !== undefined && (
        <dl {...part("totals")}>
          {summary.rewards.map(({ description, amount }, index) => (
            <AmountRow key={index} part="totals-row" label={description}>
              {format.money(-amount, currencyCode)}
            </AmountRow>
          ))}
        </dl>
      )}
      {changes.length > 0 && (
        <History
          title="summary_reversals"
          level={(headingLevel + 1) as HeadingLevel}
          entries={changes}
        />
      )}
      {receipt_id !== null && (
        <Words part="muted" text="summary_receipt" values={{ id: receipt_id }} />
      )}
    </>
  )
}

/** What returns, edits or a cancellation took back and gave back. */
const reversed = ({ reversals }: StoreLoyaltySummary, format: LoyaltyFormat): HistoryEntry[] =>
  reversals
    .flatMap(({ at, earned_points, redeemed_points }) => [
      { at, description: format.text("summary_taken_back"), points: -earned_points },
      { at, description: format.text("summary_given_back"), points: redeemed_points },
    ])
    .filter(({ points }) => points !== 0)

export const expectedText = (format: LoyaltyFormat, count: number) =>
  count > 0 ? format.text("summary_expected", { count }) : format.text("summary_expected_none")

/** As it is now: less what was taken back since. */
const net = (summary: StoreLoyaltySummary, key: "earned_points" | "redeemed_points") =>
  summary.reversals.reduce((points, reversal) => points - reversal[key], summary[key])

function Figures(props: { summary: StoreLoyaltySummary; currencyCode: string | undefined }) {
  const { part, format } = useLoyaltyContext()
  const { summary, currencyCode } = props
  const { expected, points_balance, discount_total } = summary
  const redeemed = net(summary, "redeemed_points")
  const figure = (key: MessageKey, words: string) => (
    <AmountRow part="figure" label={format.text(key)}>
      {words}
    </AmountRow>
  )
  return (
    <dl {...part("figures")}>
      {!expected && figure("summary_earned", format.points(net(summary, "earned_points")))}
      {redeemed > 0 && figure("summary_redeemed", format.points(redeemed))}
      {points_balance !== null &&
        figure(expected ? "points_balance" : "summary_balance", format.points(points_balance))}
      {currencyCode !== undefined &&
        discount_total > 0 &&
        figure("summary_saved", format.money(discount_total, currencyCode))}
    </dl>
  )
}
