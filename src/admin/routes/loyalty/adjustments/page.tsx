import { defineRouteConfig } from "@medusajs/admin-sdk"

import { Crumb } from "../../../components/crumb"
import { AdjustmentList } from "../../../components/adjustments/adjustment-list"

const AdjustmentsPage = () => <AdjustmentList />

export const config = defineRouteConfig({
  label: "menu.adjustments",
  translationNs: "loyalty_engine",
  rank: 3,
})

export const handle = { breadcrumb: () => <Crumb text="menu.adjustments" /> }

export default AdjustmentsPage
