import { defineRouteConfig } from "@medusajs/admin-sdk"

import { Crumb } from "../../../components/crumb"
import { Health } from "../../../components/health/health"

const HealthPage = () => <Health />

export const config = defineRouteConfig({
  label: "menu.health",
  translationNs: "loyalty_engine",
  rank: 7,
})

export const handle = { breadcrumb: () => <Crumb text="menu.health" /> }

export default HealthPage
