import { defineRouteConfig } from "@medusajs/admin-sdk"

import { Crumb } from "../../../components/crumb"
import { OperationList } from "../../../components/operations/operation-list"

const OperationsPage = () => <OperationList />

export const config = defineRouteConfig({
  label: "menu.operations",
  translationNs: "loyalty_engine",
  rank: 2,
})

export const handle = { breadcrumb: () => <Crumb text="menu.operations" /> }

export default OperationsPage
