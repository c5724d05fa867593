"use client"

import type { StoreLoyaltySession } from "../core/http-types.js"
import { isCalm } from "../core/state.js"
import { Announcer } from "./announcer.js"
import { useLoyaltyContext } from "./context.js"
import { createElement, Fragment, useId } from "./hooks.js"
import { LoyaltyIdentifier, type LoyaltyIdentifierProps } from "./identifier.js"
import { expectedText } from "./order-summary.js"
import { PointsDisplay, type PointsDisplayProps } from "./points.js"
import { RewardSelector } from "./rewards.js"
import { refusalOf } from "./refusal.js"
import { Heading, Root, type HeadingLevel } from "./root.js"
import { LoyaltyTotals, type LoyaltyTotalsProps } from "./totals.js"
import { TotalChanged } from "./total-changed.js"
import { useCart, type CartProps } from "./use-cart.js"
import { useFocusKeeper } from "./use-focus-keeper.js"
import { Button, Words } from "./words.js"
import { useLoyalty } from "./use-loyalty.js"

export interface CheckoutLoyaltyProps
  extends CartProps, LoyaltyIdentifierProps, PointsDisplayProps, LoyaltyTotalsProps {
  /** Level of the heading; default 2. */
  headingLevel?: 2 | 3 | 4
  /** Leave the totals out where the shop shows its own. */
  hideTotals?: boolean
  /**
   * The shopper agreed to a total that changed at completion. The button says that it pays: create
   * a new payment session and complete again. Without this it only takes note of the new total.
   */
  onConfirmTotal?: () => void
  /** Whether `onConfirmTotal` pays; without paying, the button does not promise it. Default true. */
  confirmPays?: boolean
}

/** The whole of loyalty as one step of a checkout. */
export function CheckoutLoyalty(props: CheckoutLoyaltyProps) {
  const { headingLevel = 2, hideTotals = false } = props
  const { part, format, store } = useLoyaltyContext()
  const id = useId()
  useCart(store, props)
  return (
    <Root labelledBy={id}>
      <Heading level={headingLevel} id={id}>
        {format.text("title")}
      </Heading>
      <Body {...props} rewardsLevel={(headingLevel + 1) as HeadingLevel} />
      {!hideTotals && <LoyaltyTotals tip={props.tip} />}
      <div {...part("sr-only")}>
        <Announcer tip={props.tip} />
      </div>
    </Root>
  )
}

function Body(props: CheckoutLoyaltyProps & { rewardsLevel: HeadingLevel }) {
  const { session, status, failure, restoring, total_changed } = useLoyalty()
  const { part, format } = useLoyaltyContext()
  const is_looking = restoring && !session
  const is_away = status === "unavailable" || isCalm(failure)
  const refusal = refusalOf(failure)
  const keeper = useFocusKeeper(`${session ? "member" : is_away} ${!!total_changed}`)
  return (
    <div {...part("body")} {...keeper}>
      <p {...part("calm")} role="status">
        {is_looking ? format.text("rewards_loading") : is_away && format.text("unavailable")}
      </p>
      {session ? (
        <>
          <Member session={session} />
          <Outcome session={session} />
          <PointsDisplay goal={props.goal} />
          {/* Why a choice was taken back. */}
          <p {...part("error")} role="alert">
            {refusal && format.text(refusal)}
          </p>
          <RewardSelector headingLevel={props.rewardsLevel} />
        </>
      ) : (
        !is_away && !is_looking && <LoyaltyIdentifier {...props} />
      )}
      <TotalChanged {...props} />
    </div>
  )
}

/** Who the session is for, and the way out of it. */
function Member({ session }: { session: StoreLoyaltySession }) {
  const { release } = useLoyalty()
  const { part, format } = useLoyaltyContext()
  const { display_name, masked_id } = session.member
  return (
    <div {...part("member")}>
      <p {...part("text")}>
        <strong>
          {display_name === null
            ? format.text("member_anonymous")
            : format.text("member_greeting", { name: display_name })}
        </strong>
        {masked_id !== null && (
          <Words as="small" part="muted" text="member_id" values={{ id: masked_id }} />
        )}
      </p>
      {session.status === "active" && <Button quiet text="release" onClick={release} />}
    </div>
  )
}

/** What becomes of the points once the cart is an order. */
function Outcome({ session }: { session: StoreLoyaltySession }) {
  const { part, format } = useLoyaltyContext()
  return session.status === "pending_finalization" ? (
    <p {...part("notice")}>{expectedText(format, session.points.earn_preview)}</p>
  ) : null
}
