import { useParams } from "react-router-dom"

import { SessionCrumb } from "../../../../components/sessions/session-crumb"
import { SessionDetail } from "../../../../components/sessions/session-detail"

const SessionPage = () => <SessionDetail id={useParams()["id"] ?? ""} />

export const handle = {
  breadcrumb: ({ params }: { params: Record<string, string | undefined> }) => (
    <SessionCrumb id={params["id"] ?? ""} />
  ),
}

export default SessionPage
