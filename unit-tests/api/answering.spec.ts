import { MedusaError } from "@medusajs/framework/utils"

import { answering } from "../../src/api/utils/answering"

const request = { headers: {}, method: "POST", path: "/store/loyalty/identify" }
const response = { setHeader: () => undefined }

/** What Medusa's own handler gets, and logs, of an error that a route ends with. */
const passedOn = async (error: unknown): Promise<unknown> => {
  const route = answering(() => Promise.reject(error as Error))
  return route(request as never, response as never).then(
    () => undefined,
    (passed: unknown) => passed,
  )
}

describe("an error that is no answer of ours", () => {
  it("of the database goes on without the values of its statement", async () => {
    const said = `insert into "loyalty_engine_member" values ('Jane D.', '***-0100') - timeout`
    const failed = Object.assign(new Error(said), { name: "DriverException", code: "57014" })

    const passed = (await passedOn(failed)) as Error
    expect(passed.message).toBe("DriverException 57014")
    expect(passed.stack).toMatch(/^DriverException: DriverException 57014\n {4}at /)
    expect(JSON.stringify([passed, passed.stack, passed.message])).not.toMatch(/Jane|0100/)
  })

  it("of Medusa stays what it is, because Medusa answers with it", async () => {
    const missing = new MedusaError(MedusaError.Types.NOT_FOUND, "There is no such cart")
    expect(await passedOn(missing)).toBe(missing)
  })
})
