import type { DemoMember } from "../lib/demo-file"
import {
  expectBasket,
  expectPlainBasket,
  type Basket,
  type MemberBefore,
  type Sku,
} from "./expected"
import { expectSession, findReward } from "./session"
import type { Cart, LoyaltySession } from "./shapes"
import type { Walk } from "./walk"

const SKUS: Sku[] = ["COF16", "CANDY", "ENERGY"]
const CART_FIELDS = "fields=%2Bitem_subtotal,%2Bdiscount_subtotal,%2Btax_total,%2Btotal"

const ADDRESS = {
  first_name: "John",
  last_name: "Doe",
  address_1: "12 River Rd",
  city: "Austin",
  postal_code: "78701",
  province: "us-tx",
  country_code: "us",
}

/** The contract's own basket. */
export const FIRST_BASKET: Basket = { COF16: 2, CANDY: 3, ENERGY: 1 }

/**
 * The shopper changes their mind: a third coffee brings the $15 reward, a candy bar less takes it
 * and the free bar away, and the bar comes back.
 */
export const CHANGES: { sku: Sku; quantity: number; says: string }[] = [
  { sku: "COF16", quantity: 3, says: "a third coffee" },
  { sku: "CANDY", quantity: 2, says: "one candy bar less" },
  { sku: "CANDY", quantity: 3, says: "the candy bar again" },
]

/** A shopper at the shop, from the empty cart to the last change. */
export interface Shopping {
  cart: Cart
  basket: Basket
  member: MemberBefore
  session: LoyaltySession
  /** The proof of the session for the confirmation page; only opening it tells. */
  token: string
  redeem: boolean
}

/** Steps 1 to 3: a cart, a phone number, a session. */
export async function identify(
  walk: Walk,
  chosen: DemoMember,
  member: MemberBefore,
): Promise<Omit<Shopping, "redeem">> {
  walk.step("The shopper has a basket and enters a phone number")
  const { cart } = await walk.store.post<{ cart: Cart }>("/store/carts", {
    region_id: walk.demo.region_id,
    email: "shopper@example.com",
    shipping_address: ADDRESS,
    billing_address: ADDRESS,
    items: SKUS.map((sku) => ({
      variant_id: walk.demo.variants[sku],
      quantity: FIRST_BASKET[sku],
    })),
  })
  walk.expectTotals(
    "Cart without loyalty",
    expectPlainBasket(FIRST_BASKET),
    await readCart(walk, cart.id),
  )
  const typed = chosen.phone.replace(/^(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3")
  walk.log(`    types ${typed}`)

  walk.step("The shop asks the engine who that is")
  const reply = await walk.store.post<{ loyalty_session: LoyaltySession }>(
    "/store/loyalty/identify",
    { cart_id: cart.id, phone: typed, country_code: "us", entry_method: "manual" },
  )
  const { token, ...session } = reply.loyalty_session
  walk.expect(
    "The session is for this member and this cart",
    {
      status: "active",
      cart: cart.id,
      points: member.points,
      tier: member.tier,
      "last digits": chosen.phone.slice(-4),
      "whole number shown": false,
      "has a token": true,
    },
    {
      status: session.status,
      cart: session.cart_id,
      points: session.member.points_balance,
      tier: session.member.tier,
      "last digits": session.member.masked_id.slice(-4),
      "whole number shown": JSON.stringify(session).includes(chosen.phone),
      "has a token": typeof token === "string" && token.length > 0,
    },
  )

  walk.step("The session holds, and only together with its cart")
  const path = `/store/loyalty/session/${session.id}`
  const again = await walk.store.get<{ loyalty_session: LoyaltySession }>(
    `${path}?cart_id=${cart.id}`,
  )
  await walk.store.call({ method: "GET", path: `${path}?cart_id=cart_other`, expectStatus: 404 })
  walk.expect("Read again", { id: session.id }, { id: again.loyalty_session.id })
  return { cart, basket: { ...FIRST_BASKET }, member, session, token: token ?? "" }
}

/** Steps 4 to 8: what is offered, what it is worth, what the shopper takes. */
export async function takeRewards(
  walk: Walk,
  shopping: Omit<Shopping, "redeem">,
  redeem: boolean,
): Promise<Shopping> {
  const { cart, member, basket } = shopping
  walk.step("The shop shows the member's points and rewards")
  const { display_name, points_balance, tier } = shopping.session.member
  walk.log(`    ${display_name}: ${points_balance} points, ${tier ?? "no tier"}`)

  walk.step("The shop asks for the rewards of this basket")
  const offered = await evaluate(walk, shopping)

  walk.step("The engine has calculated them")
  const instant = expectBasket(basket, member, { redeem: false })
  printRewards(walk, offered)
  expectSession(walk, { session: offered, expected: instant, cart, offersRedemption: redeem })

  walk.step(redeem ? "The shopper takes 500 points for $1" : "Too few points for $1: nothing taken")
  const session = redeem ? await accept(walk, shopping, offered) : offered
  const expected = expectBasket(basket, member, { redeem })
  expectSession(walk, { session, expected, cart, offersRedemption: redeem })

  walk.step("The discounts are on the cart")
  walk.expectTotals("Cart with loyalty", expected, await readCart(walk, cart.id))
  return { ...shopping, session, redeem }
}

/** Steps 9 to 11: the basket changes, and everything follows. */
export async function changeBasket(walk: Walk, shopping: Shopping): Promise<Shopping> {
  const basket = { ...shopping.basket }
  let { session } = shopping
  walk.step("The basket changes and is evaluated again")
  for (const { sku, quantity, says } of CHANGES) {
    walk.log(`    ${says}: ${quantity} × ${sku}`)
    basket[sku] = quantity
    const line = shopping.cart.items.find((item) => item.variant_sku === sku)
    await walk.store.post(`/store/carts/${shopping.cart.id}/line-items/${line?.id}`, { quantity })
    session = await evaluate(walk, shopping)
    const expected = expectBasket(basket, shopping.member, shopping)
    expectSession(walk, {
      session,
      expected,
      cart: shopping.cart,
      offersRedemption: shopping.redeem,
    })
    walk.expectTotals(`Cart with ${says}`, expected, await readCart(walk, shopping.cart.id))
  }

  walk.step("The totals are new")
  const { cart } = await readWhole(walk, shopping.cart.id)
  const expected = expectBasket(basket, shopping.member, shopping)
  walk.expect(
    "The session and the cart agree",
    { discount: expected.discountCents / 100 },
    { discount: session.discount_total },
  )

  walk.step("The shop shows them")
  walk.expectTotals("Cart before checkout", expected, cart)
  walk.log(
    `    will earn ${session.points.earn_preview}, will cost ${session.points.redeem} points`,
  )
  return { ...shopping, basket, session, cart }
}

async function evaluate(
  walk: Walk,
  { cart, session }: Pick<Shopping, "cart" | "session">,
): Promise<LoyaltySession> {
  const reply = await walk.store.post<{ loyalty_session: LoyaltySession }>(
    "/store/loyalty/rewards",
    { cart_id: cart.id, session_id: session.id },
  )
  return reply.loyalty_session
}

async function accept(
  walk: Walk,
  { cart, session }: Pick<Shopping, "cart" | "session">,
  offered: LoyaltySession,
): Promise<LoyaltySession> {
  const { id, prompt } = findReward(offered, "PTS-500")
  walk.log(`    "${prompt ?? ""}" Yes.`)
  const reply = await walk.store.post<{ loyalty_session: LoyaltySession }>(
    "/store/loyalty/rewards/select",
    { cart_id: cart.id, session_id: session.id, accept: [id] },
  )
  return reply.loyalty_session
}

async function readCart(walk: Walk, id: string): Promise<Cart> {
  return (await readWhole(walk, id)).cart
}

const readWhole = (walk: Walk, id: string): Promise<{ cart: Cart }> =>
  walk.store.get<{ cart: Cart }>(`/store/carts/${id}?${CART_FIELDS}`)

function printRewards(walk: Walk, session: LoyaltySession): void {
  for (const { description, type, state, amount } of session.rewards) {
    walk.log(`    ${description.padEnd(28)} ${type.padEnd(8)} ${state.padEnd(11)} ${amount}`)
  }
}
