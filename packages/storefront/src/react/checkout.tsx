"use client"

import { useId } from "react"

import { isCalm } from "../core/state.js"
import { Announcer } from "./announcer.js"
import { useLoyaltyContext } from "./context.js"
import { LoyaltyIdentifier, type LoyaltyIdentifierProps } from "./identifier.js"
import { PointsDisplay, type PointsDisplayProps } from "./points.js"
import { RewardSelector } from "./rewards.js"
import { refusalOf } from "./refusal.js"
import { Heading, Root, type HeadingLevel } from "./root.js"
import { LoyaltyTotals, type LoyaltyTotalsProps } from "./totals.js"
import { TotalChanged } from "./total-changed.js"
import { useFocusKeeper } from "./use-focus-keeper.js"
import { useLoyalty } from "./use-loyalty.js"

export interface CheckoutLoyaltyProps
  extends LoyaltyIdentifierProps, PointsDisplayProps, LoyaltyTotalsProps {
  /** Level of the heading; default 2. */
  headingLevel?: 2 | 3 | 4
  /** Leave the totals out where the shop shows its own. */
  hideTotals?: boolean
  /** The shopper agreed to a total that changed at completion: complete again. */
  onConfirmTotal?: () => void
}

/** The whole of loyalty as one step of a checkout. */
export function CheckoutLoyalty(props: CheckoutLoyaltyProps) {
  const { headingLevel = 2, hideTotals = false, onConfirmTotal } = props
  const { part, format } = useLoyaltyContext()
  const id = useId()
  return (
    <Root labelledBy={id}>
      <Heading level={headingLevel} id={id}>
        {format.text("title")}
      </Heading>
      <Body {...props} rewardsLevel={(headingLevel + 1) as HeadingLevel} />
      <TotalChanged {...(onConfirmTotal && { onConfirm: onConfirmTotal })} />
      {!hideTotals && <LoyaltyTotals {...(props.tip !== undefined && { tip: props.tip })} />}
      <div {...part("sr-only")}>
        <Announcer {...(props.tip !== undefined && { tip: props.tip })} />
      </div>
    </Root>
  )
}

function Body(props: CheckoutLoyaltyProps & { rewardsLevel: HeadingLevel }) {
  const { session, status, failure } = useLoyalty()
  const { part, format } = useLoyaltyContext()
  const is_away = status === "unavailable" || isCalm(failure)
  const keeper = useFocusKeeper<HTMLDivElement>(session !== null ? "member" : `${is_away}`)
  return (
    <div {...part("body")} ref={keeper} tabIndex={-1}>
      <p {...part("calm")} role="status">
        {is_away && format.text("unavailable")}
      </p>
      {session ? (
        <>
          <Member />
          <PointsDisplay {...(props.goal !== undefined && { goal: props.goal })} />
          <Refusal />
          <RewardSelector headingLevel={props.rewardsLevel} />
        </>
      ) : (
        !is_away && <LoyaltyIdentifier {...props} />
      )}
    </div>
  )
}

/** Who the session is for, and the way out of it. */
function Member() {
  const { member, status, release } = useLoyalty()
  const { part, format } = useLoyaltyContext()
  if (!member) {
    return null
  }
  const { display_name, masked_id } = member
  return (
    <div {...part("member")}>
      <p {...part("text")}>
        <strong>
          {display_name === null
            ? format.text("member_anonymous")
            : format.text("member_greeting", { name: display_name })}
        </strong>
        {masked_id !== null && (
          <small {...part("muted")} dir="ltr">
            {format.text("member_id", { id: masked_id })}
          </small>
        )}
      </p>
      {status !== "pending_finalization" && (
        <button {...part("button-quiet")} type="button" onClick={() => void release()}>
          {format.text("release")}
        </button>
      )}
    </div>
  )
}

/** Why a choice was taken back. */
function Refusal() {
  const { failure } = useLoyalty()
  const { part, format } = useLoyaltyContext()
  const key = refusalOf(failure)
  return (
    <p {...part("error")} role="alert">
      {key && format.text(key)}
    </p>
  )
}
