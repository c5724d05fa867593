import { useLoyaltyMember } from "../../hooks/api/loyalty-members"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"

/** Whose page it is, at the top of it; the page itself asks for the same. */
export const MemberCrumb = ({ id }: { id: string }) => {
  const t = useMessages()
  const format = useFormat()
  const { loyalty_member } = useLoyaltyMember(id)
  return (
    <>{loyalty_member ? format.name(loyalty_member.display_name ?? t("members.unnamed")) : id}</>
  )
}
