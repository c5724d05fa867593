import { useParams } from "react-router-dom"

import { MemberCrumb } from "../../../../components/members/member-crumb"
import { MemberDetail } from "../../../../components/members/member-detail"

const MemberPage = () => <MemberDetail id={useParams()["id"] ?? ""} />

export const handle = {
  breadcrumb: ({ params }: { params: Record<string, string | undefined> }) => (
    <MemberCrumb id={params["id"] ?? ""} />
  ),
}

export default MemberPage
