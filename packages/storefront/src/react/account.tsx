"use client"

import { useEffect, useId, useRef, useState } from "react"

import type {
  StoreCustomerLoyaltyResponse,
  StoreCustomerLoyaltyTransaction,
} from "../core/http-types.js"
import { useLoyaltyContext } from "./context.js"
import { LoadFailed } from "./order-summary.js"
import { Balance, type PointsGoal } from "./points.js"
import { Heading, Root, type HeadingLevel } from "./root.js"
import { useLoyaltyAccount, type LoyaltyAccountData } from "./use-loyalty-account.js"

export interface LoyaltyAccountProps {
  /** What to show progress towards. */
  goal?: PointsGoal | null
  /** Level of the heading; default 2. */
  headingLevel?: 2 | 3 | 4
}

/** The signed-in customer's membership: balance, history, and the way to unlink it. */
export function LoyaltyAccount({ goal = null, headingLevel = 2 }: LoyaltyAccountProps) {
  const { part, format } = useLoyaltyContext()
  const account = useLoyaltyAccount()
  const id = useId()
  const { value, failure, loading, reload } = account
  return (
    <Root labelledBy={id}>
      <Heading level={headingLevel} id={id}>
        {format.text("account_title")}
      </Heading>
      <div aria-busy={loading}>
        {value ? (
          <Membership
            {...{ account, goal }}
            data={value}
            level={(headingLevel + 1) as HeadingLevel}
          />
        ) : failure?.status === 401 ? (
          <p {...part("text")}>{format.text("account_sign_in")}</p>
        ) : failure ? (
          <LoadFailed onRetry={reload} />
        ) : (
          <p {...part("muted")}>{format.text("loading")}</p>
        )}
      </div>
    </Root>
  )
}

function Membership(props: {
  account: LoyaltyAccountData
  data: StoreCustomerLoyaltyResponse
  goal: PointsGoal | null
  level: HeadingLevel
}) {
  const { part, format } = useLoyaltyContext()
  const { account, data, goal, level } = props
  const [is_unlinked, setIsUnlinked] = useState(false)
  const member = data.loyalty_member
  const unlink = async () => {
    const result = await account.unlink()
    setIsUnlinked(result.ok)
  }
  return (
    <>
      <p {...part("notice")} role="status" hidden={!is_unlinked}>
        {is_unlinked && format.text("account_unlinked")}
      </p>
      {!member && !is_unlinked && <p {...part("text")}>{format.text("account_none")}</p>}
      {member && (
        <>
          <Balance member={member} goal={goal} />
          {member.masked_id !== null && (
            <p {...part("muted")}>{format.text("account_linked", { id: member.masked_id })}</p>
          )}
          <History {...{ account, level }} entries={data.transactions} />
          <Unlink onConfirm={unlink} />
        </>
      )}
    </>
  )
}

function History(props: {
  account: LoyaltyAccountData
  entries: StoreCustomerLoyaltyTransaction[]
  level: HeadingLevel
}) {
  const { part, format } = useLoyaltyContext()
  const { account, entries, level } = props
  const id = useId()
  return (
    <>
      <Heading level={level} id={id} part="subtitle">
        {format.text("account_history")}
      </Heading>
      {entries.length === 0 && <p {...part("muted")}>{format.text("account_history_empty")}</p>}
      <ul {...part("history")} aria-labelledby={id}>
        {entries.map((entry, index) => (
          <li key={`${entry.at} ${index}`} {...part("history-entry")}>
            <span>
              <bdi>{entry.description}</bdi>
              <small {...part("muted")}>
                <time dateTime={entry.at}>{format.date(entry.at)}</time>
              </small>
            </span>
            <span dir="ltr">{signed(entry.points, format.number)}</span>
          </li>
        ))}
      </ul>
      {account.hasMore && (
        <button {...part("button-quiet")} type="button" onClick={account.more}>
          {format.text("account_more")}
        </button>
      )}
    </>
  )
}

const signed = (points: number, write: (value: number) => string) =>
  `${points > 0 ? "+" : ""}${write(points)}`

/** Asks once more before it unlinks; the keyboard's focus goes along. */
function Unlink({ onConfirm }: { onConfirm: () => Promise<void> }) {
  const { part, format } = useLoyaltyContext()
  const [is_asking, setIsAsking] = useState(false)
  const first = useRef<HTMLButtonElement>(null)
  const was_asking = useRef(false)
  useEffect(() => {
    if (is_asking || was_asking.current) {
      first.current?.focus()
    }
    was_asking.current = is_asking
  }, [is_asking])
  if (!is_asking) {
    return (
      <p {...part("actions")}>
        <button
          {...part("button-quiet")}
          ref={first}
          type="button"
          onClick={() => setIsAsking(true)}
        >
          {format.text("account_unlink")}
        </button>
      </p>
    )
  }
  return (
    <div {...part("actions")} role="group" aria-label={format.text("account_unlink")}>
      <p {...part("text")}>{format.text("account_unlink_ask")}</p>
      <button
        {...part("button-quiet")}
        ref={first}
        type="button"
        onClick={() => setIsAsking(false)}
      >
        {format.text("account_keep")}
      </button>
      <button {...part("button")} type="button" onClick={() => void onConfirm()}>
        {format.text("account_unlink_confirm")}
      </button>
    </div>
  )
}
