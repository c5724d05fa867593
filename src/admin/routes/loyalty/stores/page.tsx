import { defineRouteConfig } from "@medusajs/admin-sdk"

import { Crumb } from "../../../components/crumb"
import { StoreList } from "../../../components/stores/store-list"

const StoresPage = () => <StoreList />

export const config = defineRouteConfig({
  label: "menu.stores",
  translationNs: "loyalty_engine",
  rank: 6,
})

export const handle = { breadcrumb: () => <Crumb text="menu.stores" /> }

export default StoresPage
