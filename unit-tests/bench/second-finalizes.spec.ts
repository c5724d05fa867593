import { secondFinalizes, type FinalizeRequest } from "../../bench/measure/second-finalizes"

const SENT: FinalizeRequest = {
  order_id: "order_1",
  idempotency_key: "key_1",
  body: '{"amount":"1.00"}',
  status: 200,
}

describe("finalizes that the engine was asked for", () => {
  it("the same bytes under the same key may come again, answered or not", () => {
    const sent = [{ ...SENT, status: null }, { ...SENT, status: 503 }, SENT, SENT]
    const other = { ...SENT, order_id: "order_2", idempotency_key: "key_2", body: "{}" }
    expect(secondFinalizes([...sent, other])).toEqual(new Map())
  })

  it.each<[string, Partial<FinalizeRequest>]>([
    ["under another key", { idempotency_key: "key_2" }],
    ["with another body", { body: '{"amount":"2.00"}' }],
    ["that is not answered yet", { idempotency_key: "key_2", status: null }],
    ["that the engine took for a second one", { status: 409 }],
    ["whose key the engine knows with another body", { status: 422 }],
  ])("one %s makes its order wrong, and no other one", (_, change) => {
    const other = { ...SENT, order_id: "order_2" }
    expect([...secondFinalizes([SENT, { ...SENT, ...change }, other]).keys()]).toEqual(["order_1"])
  })
})
