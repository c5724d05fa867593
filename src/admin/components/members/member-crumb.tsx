import { useLoyaltyMember } from "../../hooks/api/loyalty-members"
import { useMessages } from "../../lib/use-messages"

/** Whose page it is, at the top of it; the page itself asks for the same. */
export const MemberCrumb = ({ id }: { id: string }) => {
  const t = useMessages()
  const { loyalty_member } = useLoyaltyMember(id)
  return <>{loyalty_member ? (loyalty_member.display_name ?? t("members.unnamed")) : id}</>
}
