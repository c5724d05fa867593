import { defineRouteConfig } from "@medusajs/admin-sdk"

import { Crumb } from "../../../components/crumb"
import { MemberList } from "../../../components/members/member-list"

const MembersPage = () => <MemberList />

export const config = defineRouteConfig({
  label: "menu.members",
  translationNs: "loyalty_engine",
  rank: 5,
})

export const handle = { breadcrumb: () => <Crumb text="menu.members" /> }

export default MembersPage
