import { useParams } from "react-router-dom"

import { MemberDetail } from "../../../../components/members/member-detail"

const MemberPage = () => <MemberDetail id={useParams()["id"] ?? ""} />

export const handle = {
  breadcrumb: ({ params }: { params: Record<string, string | undefined> }) => params["id"] ?? "",
}

export default MemberPage
