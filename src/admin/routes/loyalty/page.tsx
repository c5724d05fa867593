import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Sparkles } from "@medusajs/icons"

import { Crumb } from "../../components/crumb"
import { Overview } from "../../components/overview/overview"

const OverviewPage = () => <Overview />

export const config = defineRouteConfig({
  label: "menu.loyalty",
  translationNs: "loyalty_engine",
  icon: Sparkles,
})

export const handle = { breadcrumb: () => <Crumb text="menu.loyalty" /> }

export default OverviewPage
