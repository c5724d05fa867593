import { Container, Heading, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"

import { useLoyaltyMembers } from "../hooks/api/loyalty-members"
import { NOTHING, useFormat } from "../lib/use-format"
import { useMessages } from "../lib/use-messages"
import { LoadError } from "./load-error"
import { MemberActions } from "./members/member-actions"
import { SectionRow } from "./section-row"

/** The memberships of a customer, each with its balance. */
export const CustomerLoyalty = ({ customer_id }: { customer_id: string }) => {
  const t = useMessages()
  const format = useFormat()
  const { loyalty_members, isPending, isError, error, refetch } = useLoyaltyMembers({ customer_id })
  if (isPending) {
    return null
  }
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("title")}</Heading>
        {loyalty_members?.length === 0 && (
          <Text size="small" className="text-ui-fg-subtle mt-1">
            {t("members.customerNotLinked")}
          </Text>
        )}
      </div>
      {isError && <LoadError error={error} onRetry={() => void refetch()} />}
      {loyalty_members?.map((member) => (
        <SectionRow
          key={member.id}
          title={format.parts([member.display_name, member.masked_id]) || NOTHING}
        >
          <div className="flex items-center justify-between gap-x-2">
            <div>
              <Text size="small" leading="compact">
                {format.parts([
                  t("sessions.balance", { points: format.integer(member.points_balance) }),
                  member.tier,
                ])}
              </Text>
              <Link
                to={`/loyalty/members/${member.id}`}
                className="txt-compact-small text-ui-fg-interactive"
              >
                {t("members.open")}
              </Link>
            </div>
            <MemberActions member={member} />
          </div>
        </SectionRow>
      ))}
    </Container>
  )
}
