import { signIn } from "../parts/loyalty-config"
import { Client } from "./client"
import { candyPunchesAfter, expectBasket, type Expected } from "./expected"
import type { LoyaltySummary, Order } from "./shapes"
import type { Shopping } from "./shopping"
import { CANDY_CLUB, memberOf, type Walk } from "./walk"

const PAYMENT_PROVIDER = "pp_system_default"
const FINALIZE_LIMIT_MS = 180_000
const ORDER_FIELDS = "fields=%2Bitem_subtotal,%2Bdiscount_subtotal,%2Btax_total,%2Btotal,*items"

/** Step 12: the shopper chooses pickup, pays and has an order. */
export async function placeOrder(walk: Walk, shopping: Shopping): Promise<Order> {
  walk.step("The order is placed and paid")
  const { cart } = shopping
  await walk.store.post(`/store/carts/${cart.id}/shipping-methods`, {
    option_id: walk.demo.shipping_option_id,
  })
  const { payment_collection } = await walk.store.post<{
    payment_collection: { id: string }
  }>("/store/payment-collections", { cart_id: cart.id })
  const paid = await walk.store.post<{
    payment_collection: { payment_sessions: { amount: number }[] }
  }>(`/store/payment-collections/${payment_collection.id}/payment-sessions`, {
    provider_id: PAYMENT_PROVIDER,
  })
  const expected = expectBasket(shopping.basket, shopping.member, shopping)
  walk.expect(
    "The payment asks for the new total",
    { amount: expected.exactTotal },
    { amount: paid.payment_collection.payment_sessions[0]?.amount },
  )
  const placed = await walk.store.post<{ type: string; order: Order }>(
    `/store/carts/${cart.id}/complete`,
  )
  const { order } = await walk.store.get<{ order: Order }>(
    `/store/orders/${placed.order.id}?${ORDER_FIELDS}`,
  )
  walk.expectTotals(`Order #${order.display_id}`, expected, order)
  await expectPreview(walk, { order, expected, token: shopping.token })
  return order
}

// Until the goods are handed over, the confirmation page shows what will be earned.
async function expectPreview(
  walk: Walk,
  input: { order: Order; expected: Expected; token: string },
): Promise<void> {
  const { order, expected, token } = input
  const preview = await walk.until("The order's loyalty summary", FINALIZE_LIMIT_MS, async () => {
    const summary = await readSummary(walk, { order, token, quiet: true })
    return summary.status === "pending_finalization" ? summary : undefined
  })
  walk.expect(
    "The summary is a preview",
    { expected: true, earned: expected.earnedPoints, redeemed: expected.redeemedPoints },
    {
      expected: preview.expected,
      earned: preview.earned_points,
      redeemed: preview.redeemed_points,
    },
  )
}

/** Step 13: a clerk takes the money and hands the goods over; the engine books the points. */
export async function handOver(walk: Walk, shopping: Shopping, order: Order): Promise<void> {
  walk.step("The clerk captures the payment and hands the goods over")
  const clerk = await signInAsClerk(walk)
  const before = await clerk.get<{ order: Order }>(
    `/admin/orders/${order.id}?fields=id,*items,*payment_collections.payments`,
  )
  const payment = before.order.payment_collections?.[0]?.payments[0]
  if (!payment) {
    throw new Error(`Order ${order.id} has no payment to capture.`)
  }
  await clerk.post(`/admin/payments/${payment.id}/capture`)
  await clerk.post(`/admin/orders/${order.id}/fulfillments`, {
    items: before.order.items.map(({ id, quantity }) => ({ id, quantity })),
  })
  const begin = Date.now()
  await walk.until("The finalization", FINALIZE_LIMIT_MS, async () => {
    const summary = await readSummary(walk, { order, token: shopping.token, quiet: true })
    if (summary.status === "failed") {
      throw new Error(`The session of order ${order.id} failed.`)
    }
    return summary.status === "finalized" ? summary : undefined
  })
  walk.log(`    finalized ${((Date.now() - begin) / 1_000).toFixed(1)} s after the handover`)
}

/** Step 14: what the confirmation page shows, against the engine's own books. */
export async function confirm(
  walk: Walk,
  { shopping, order, memberId }: { shopping: Shopping; order: Order; memberId: string },
): Promise<Expected> {
  walk.step("The confirmation shows earned, redeemed and the new balance")
  const expected = expectBasket(shopping.basket, shopping.member, shopping)
  const summary = await readSummary(walk, { order, token: shopping.token, quiet: false })
  const books = await walk.books()
  const member = memberOf(books, memberId)
  const booked = books.transactions.filter(({ transactionId }) => transactionId === order.id)
  const receipt = booked[0]?.receiptId ?? null
  walk.expect(
    "The confirmation",
    {
      status: "finalized",
      preview: false,
      earned: expected.earnedPoints,
      redeemed: expected.redeemedPoints,
      balance: expected.balance,
      discount: expected.discountCents / 100,
      "rewards add up to": expected.discountCents,
      receipt,
    },
    {
      status: summary.status,
      preview: summary.expected,
      earned: summary.earned_points,
      redeemed: summary.redeemed_points,
      balance: summary.points_balance,
      discount: summary.discount_total,
      "rewards add up to": Math.round(
        summary.rewards.reduce((sum, { amount }) => sum + amount, 0) * 100,
      ),
      receipt: summary.receipt_id,
    },
  )
  walk.expect(
    "The engine's books",
    {
      "commits of this order": 1,
      earned: expected.earnedPoints,
      redeemed: expected.redeemedPoints,
      "sold for": expected.netCents / 100,
      balance: expected.balance,
      "candy club": candyPunchesAfter(shopping.basket.CANDY, shopping.member.candyPunches),
    },
    {
      "commits of this order": books.commitsByTransaction[order.id] ?? 0,
      earned: booked[0]?.earnedPoints,
      redeemed: booked[0]?.redeemedPoints,
      "sold for": booked[0]?.finalAmount,
      balance: member.points,
      "candy club": member.punches[CANDY_CLUB] ?? 0,
    },
  )
  return expected
}

async function readSummary(
  walk: Walk,
  { order, token, quiet }: { order: Order; token: string; quiet: boolean },
): Promise<LoyaltySummary> {
  const reply = await walk.store.get<{ loyalty_summary: LoyaltySummary }>(
    `/store/loyalty/orders/${order.id}/summary`,
    { headers: { "x-loyalty-token": token }, quiet },
  )
  return reply.loyalty_summary
}

async function signInAsClerk(walk: Walk): Promise<Client> {
  const token = await signIn(walk.demo)
  if (token === undefined) {
    throw new Error(
      `${walk.demo.admin.email} cannot sign in with the demo's password any more, and without a ` +
        "clerk nothing is handed over.",
    )
  }
  return new Client(walk.demo.backend_url, { authorization: `Bearer ${token}` }, walk.log)
}
