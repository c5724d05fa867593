import { MedusaError } from "@medusajs/framework/utils"

import { answering, correlationId } from "../../src/api/utils/answering"

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

describe("a correlation id", () => {
  const uuid = /^lcor_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

  it("is the caller's, where a log can take it", () => {
    expect(correlationId({ headers: { "x-correlation-id": "till-7:42" } })).toBe("till-7:42")
    expect(correlationId({ headers: { "x-correlation-id": "two\nlines" } })).toMatch(uuid)
  })

  it("is made once for a request without one", () => {
    const [one, other] = [{ headers: {} }, { headers: {} }]
    expect(correlationId(one)).toMatch(uuid)
    expect(correlationId(one)).toBe(correlationId(one))
    expect(correlationId(one)).not.toBe(correlationId(other))
  })
})

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
