import { PolicyOperation } from "@medusajs/framework/utils"

/** Asked for only where the shop has switched Medusa's role-based access control on. */
export const canRead = [{ resource: "loyalty", operation: PolicyOperation.read }]
export const canUpdate = [{ resource: "loyalty", operation: PolicyOperation.update }]
