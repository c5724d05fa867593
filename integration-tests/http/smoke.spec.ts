import { medusaIntegrationTestRunner } from "@medusajs/test-utils"

import { adminHeaders, publishableKey } from "../helpers"

medusaIntegrationTestRunner({
  inApp: true,
  testSuite: ({ api, getContainer }) => {
    it("boots the app with the plugin in it", async () => {
      const reply = await api.get("/health")

      expect(reply.status).toBe(200)
    })

    it("lets an admin in", async () => {
      const reply = await api.get("/admin/users/me", await adminHeaders(getContainer()))

      expect(reply.data.user.email).toBe("admin@example.com")
    })

    it("lets a store request with a publishable key in", async () => {
      const reply = await api.get("/store/regions", await publishableKey(getContainer()))

      expect(reply.data.regions).toEqual([])
    })
  },
})
