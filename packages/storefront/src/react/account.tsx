"use client"

import type { StoreCustomerLoyaltyResponse } from "../core/http-types.js"
import { isCalm } from "../core/state.js"
import type { MessageKey } from "../i18n/messages.js"
import { useLoyaltyContext } from "./context.js"
import { History } from "./history.js"
import { createElement, Fragment, useId, useState } from "./hooks.js"
import { IdentifierForm, type LoyaltyIdentifierProps } from "./identifier.js"
import { LoadFailed } from "./order-summary.js"
import { Balance, type PointsGoal } from "./points.js"
import { Heading, Root, type HeadingLevel } from "./root.js"
import { useFocusKeeper } from "./use-focus-keeper.js"
import { Button, Words } from "./words.js"
import { useLoyaltyAccount, type LoyaltyAccountData } from "./use-loyalty-account.js"

/** What may be typed to link a membership is chosen as in `LoyaltyIdentifier`. */
export interface LoyaltyAccountProps extends LoyaltyIdentifierProps {
  /** What to show progress towards. */
  goal?: PointsGoal | null
  /** Level of the heading; default 2. */
  headingLevel?: 2 | 3 | 4
}

/** The signed-in customer's membership: balance, history, and the ways to link and unlink it. */
export function LoyaltyAccount(props: LoyaltyAccountProps) {
  const { headingLevel = 2 } = props
  const { part, format } = useLoyaltyContext()
  const account = useLoyaltyAccount()
  const id = useId()
  const { value, failure, loading, reload } = account
  const keeper = useFocusKeeper(`${!!value?.loyalty_member} ${account.hasMore}`)
  return (
    <Root labelledBy={id}>
      <Heading level={headingLevel} id={id}>
        {format.text("account_title")}
      </Heading>
      <div {...part("body")} {...keeper} aria-busy={loading}>
        {value ? (
          <Membership
            {...props}
            account={account}
            data={value}
            level={(headingLevel + 1) as HeadingLevel}
          />
        ) : failure?.status === 401 ? (
          <Words text="account_sign_in" />
        ) : failure ? (
          <LoadFailed onRetry={reload} />
        ) : (
          <Words part="muted" text="loading" />
        )}
      </div>
    </Root>
  )
}

function Membership(
  props: LoyaltyAccountProps & {
    account: LoyaltyAccountData
    data: StoreCustomerLoyaltyResponse
    level: HeadingLevel
  },
) {
  const { part, format } = useLoyaltyContext()
  const { account, data, goal = null, level } = props
  // True, or what was shown when it failed: a later answer shows what became of it.
  const [unlinked, setUnlinked] = useState<StoreCustomerLoyaltyResponse | boolean>(false)
  const member = data.loyalty_member
  const notice =
    unlinked === true ? "account_unlinked" : (unlinked === data || account.failure) && "load_failed"
  const unlink = async () => {
    setUnlinked(false)
    setUnlinked((await account.unlink()).ok || data)
  }
  return (
    <>
      <p {...part("notice")} role="status" hidden={!notice}>
        {notice && format.text(notice)}
      </p>
      {!member &&
        (account.canLink ? (
          <LinkForm {...props} link={account.link} />
        ) : (
          unlinked !== true && <Words text="account_none" />
        ))}
      {member && (
        <>
          <Balance member={member} goal={goal} />
          {member.masked_id !== null && (
            <Words part="muted" text="account_linked" values={{ id: member.masked_id }} />
          )}
          <History title="account_history" level={level} entries={data.transactions} />
          {data.transactions.length === 0 && <Words part="muted" text="account_history_empty" />}
          {account.hasMore && (
            <p {...part("actions")}>
              <Button quiet text="account_more" onClick={account.more} />
            </p>
          )}
          <Unlink onConfirm={unlink} />
        </>
      )}
    </>
  )
}

/** Asks once more for what the order was placed with, which nothing in the browser remembers. */
function LinkForm(props: LoyaltyIdentifierProps & Pick<LoyaltyAccountData, "link">) {
  const [is_busy, setIsBusy] = useState(false)
  const [refusal, setRefusal] = useState<MessageKey | null>(null)
  return (
    <IdentifierForm
      {...props}
      {...{ is_busy, refusal }}
      intro="account_link_intro"
      submitText="account_link"
      onEdit={() => setRefusal(null)}
      onSubmit={async (identifier) => {
        setIsBusy(true)
        const result = await props.link(identifier)
        setIsBusy(false)
        if (!result.ok) {
          const { code } = result.failure
          setRefusal(
            isCalm(result.failure)
              ? "load_failed"
              : code === "rate_limited"
                ? code
                : "account_link_refused",
          )
        }
        return result
      }}
    />
  )
}

/** Asks once more before it unlinks. The first button stays one element, so it keeps the focus. */
function Unlink({ onConfirm }: { onConfirm: () => Promise<void> }) {
  const { part, format } = useLoyaltyContext()
  const [is_asking, setIsAsking] = useState(false)
  return (
    <div
      {...part("actions")}
      {...(is_asking && { role: "group", "aria-label": format.text("account_unlink") })}
    >
      {is_asking && <Words text="account_unlink_ask" />}
      <Button
        quiet
        text={is_asking ? "account_keep" : "account_unlink"}
        onClick={() => setIsAsking(!is_asking)}
      />
      {is_asking && <Button text="account_unlink_confirm" onClick={onConfirm} />}
    </div>
  )
}
