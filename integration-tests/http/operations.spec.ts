import { medusaIntegrationTestRunner } from "@medusajs/test-utils"

import type { HttpClient } from "../helpers"

medusaIntegrationTestRunner({
  inApp: true,
  testSuite: ({ api }) => {
    const http = api as HttpClient
    const get = (path: string) => http.get(path, { validateStatus: () => true })

    describe("the API's documents", () => {
      afterEach(() => {
        process.env.NODE_ENV = "test"
      })

      it("can be read in a browser and by a program", async () => {
        const page = await get("/loyalty/docs")
        expect(page.headers["content-type"]).toContain("text/html")
        expect(page.data).toContain("/store/loyalty/identify")

        const document = await get("/loyalty/docs/openapi")
        expect(document.data).toMatchObject({ openapi: "3.1.0" })
      })

      it("are not there in production", async () => {
        process.env.NODE_ENV = "production"

        expect((await get("/loyalty/docs")).status).toBe(404)
        expect((await get("/loyalty/docs/openapi")).status).toBe(404)
      })
    })
  },
})
