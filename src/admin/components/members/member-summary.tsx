import { EllipsisHorizontal, Link as LinkIcon, XCircle } from "@medusajs/icons"
import { Container, DropdownMenu, Heading, IconButton, Text, toast } from "@medusajs/ui"
import { useState } from "react"
import { Link } from "react-router-dom"

import type { AdminLoyaltyMember } from "../../../types/http/admin"
import { useCustomerName } from "../../hooks/api/customers"
import { useUnlinkLoyaltyMember } from "../../hooks/api/loyalty-members"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { ReasonDrawer } from "../reason-drawer"
import { SectionRow } from "../section-row"
import { LinkDrawer } from "./link-drawer"

/** Who the member is, what they have, and whose account it is. */
export const MemberSummary = ({ member }: { member: AdminLoyaltyMember }) => {
  const t = useMessages()
  const format = useFormat()
  const customerName = useCustomerName(member.customer_id)
  return (
    <Container className="divide-y p-0">
      <div className="flex items-center justify-between gap-x-4 px-6 py-4">
        <div>
          <Heading>{member.display_name ?? member.masked_id ?? t("sessions.member")}</Heading>
          <Text size="small" className="text-ui-fg-subtle">
            {member.masked_id}
          </Text>
        </div>
        <MemberActions member={member} />
      </div>
      <SectionRow title={t("members.balance")}>
        {t("members.balanceAsOf", {
          points: format.integer(member.points_balance),
          time: format.time(member.balance_as_of),
        })}
      </SectionRow>
      <SectionRow title={t("members.tier")}>{member.tier ?? NOTHING}</SectionRow>
      <SectionRow title={t("fields.participant_id")}>{member.participant_id}</SectionRow>
      <SectionRow title={t("sessions.customer")}>
        {member.customer_id ? (
          <Link
            to={`/customers/${member.customer_id}`}
            className="txt-compact-small text-ui-fg-interactive hover:text-ui-fg-interactive-hover"
          >
            {customerName ?? t("sessions.openCustomer")}
          </Link>
        ) : (
          t("members.notLinked")
        )}
      </SectionRow>
    </Container>
  )
}

const ITEM = "[&_svg]:text-ui-fg-subtle flex items-center gap-x-2"

/** Link or unlink; both stand in the audit. */
export const MemberActions = ({ member }: { member: AdminLoyaltyMember }) => {
  const t = useMessages()
  const [isAsking, setAsking] = useState(false)
  const close = () => setAsking(false)
  return (
    <>
      <DropdownMenu>
        <DropdownMenu.Trigger asChild>
          <IconButton size="small" variant="transparent" aria-label={t("members.actions")}>
            <EllipsisHorizontal />
          </IconButton>
        </DropdownMenu.Trigger>
        <DropdownMenu.Content>
          <DropdownMenu.Item className={ITEM} onClick={() => setAsking(true)}>
            {member.customer_id ? <XCircle /> : <LinkIcon />}
            <span>{t(member.customer_id ? "members.unlink" : "members.link")}</span>
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu>
      {member.customer_id ? (
        <UnlinkDrawer member={member} open={isAsking} onClose={close} />
      ) : (
        <LinkDrawer member={member} open={isAsking} onClose={close} />
      )}
    </>
  )
}

interface UnlinkDrawerProps {
  member: AdminLoyaltyMember
  open: boolean
  onClose: () => void
}

const UnlinkDrawer = ({ member, open, onClose }: UnlinkDrawerProps) => {
  const t = useMessages()
  const { mutate, isPending } = useUnlinkLoyaltyMember(member.id, {
    onSuccess: () => {
      toast.success(t("members.unlinked"))
      onClose()
    },
    onError: (error) => void toast.error(error.message),
  })
  return (
    <ReasonDrawer
      open={open}
      title={t("members.unlinkTitle")}
      description={t("members.unlinkText")}
      confirm={t("members.unlink")}
      isDangerous
      isPending={isPending}
      onConfirm={(reason) => mutate({ reason })}
      onClose={onClose}
    />
  )
}
