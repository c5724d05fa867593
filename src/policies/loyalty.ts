import { definePolicies } from "@medusajs/framework/utils"

/** What a role may be given where the shop has switched role-based access control on. */
export default definePolicies([
  { name: "ReadLoyalty", resource: "loyalty", operation: "read" },
  { name: "UpdateLoyalty", resource: "loyalty", operation: "update" },
])
