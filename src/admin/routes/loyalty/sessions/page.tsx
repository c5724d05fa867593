import { defineRouteConfig } from "@medusajs/admin-sdk"

import { Crumb } from "../../../components/crumb"
import { SessionList } from "../../../components/sessions/session-list"

const SessionsPage = () => <SessionList />

export const config = defineRouteConfig({
  label: "menu.sessions",
  translationNs: "loyalty_engine",
  rank: 1,
})

export const handle = { breadcrumb: () => <Crumb text="menu.sessions" /> }

export default SessionsPage
