import { useParams } from "react-router-dom"

import { SessionDetail } from "../../../../components/sessions/session-detail"

const SessionPage = () => <SessionDetail id={useParams()["id"] ?? ""} />

export const handle = {
  breadcrumb: ({ params }: { params: Record<string, string | undefined> }) => params["id"] ?? "",
}

export default SessionPage
