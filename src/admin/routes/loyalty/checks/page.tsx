import { defineRouteConfig } from "@medusajs/admin-sdk"

import { Crumb } from "../../../components/crumb"
import { Checks } from "../../../components/checks/checks"

const ChecksPage = () => <Checks />

export const config = defineRouteConfig({
  label: "menu.checks",
  translationNs: "loyalty_engine",
  rank: 4,
})

export const handle = { breadcrumb: () => <Crumb text="menu.checks" /> }

export default ChecksPage
