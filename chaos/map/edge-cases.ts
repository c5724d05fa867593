import { chaos, pdi, rows, rule, shop, turns, wire, type Row } from "./proof"

/** The edge cases of checkout and finalize in the wire contract, row by row. */
export const EDGE_CASES: readonly Row[] = [
  {
    row: 1,
    what: "two completions of one cart",
    proofs: [
      shop("orders", "gives one order, one session and one commit to two completes at once"),
      shop("store-api", "answers the loser with the winner's session, token and all"),
      shop("store-api", "tells the loser of another member to ask again"),
      rows("give a cart one live session, however many open at once"),
      rows("are bound to one order, and never to a second"),
    ],
  },
  {
    row: 2,
    what: "cart edited while rewards are calculated",
    proofs: [shop("orders", "discards a reply to a basket that changed while it was asked for")],
  },
  {
    row: 3,
    what: "points spent elsewhere meanwhile",
    proofs: [
      shop(
        "order-finalize",
        "leave the price as charged and the earnings granted, and show the difference",
      ),
      shop("order-finalize", "cost one reward that another order took, and not the others"),
      shop(
        "shared-members",
        "spends no point twice from 64 carts at once, and books every order once",
      ),
    ],
  },
  {
    row: 4,
    what: "engine away, cart unchanged",
    proofs: [
      chaos("the engine answers 503 from checkout to finalize, then recovers"),
      shop("failures", "keep what was granted for the same basket, and lose it with another"),
    ],
  },
  {
    row: 5,
    what: "engine away, cart changed",
    proofs: [
      chaos("half-open connections at checkout and at finalize"),
      shop("failures", "keep what was granted for the same basket, and lose it with another"),
      shop(
        "failures",
        "takes the discounts off a basket that changed, and the order has the price paid",
      ),
    ],
  },
  {
    row: 6,
    what: "identify while the engine is away",
    proofs: [
      shop("failures", "answers 503 with the time to wait, whatever is wrong with the engine"),
    ],
  },
  {
    row: 7,
    what: "401 during a burst of calls",
    proofs: [
      wire("is refreshed once for fifty calls refused together"),
      wire("is refreshed once on 403, then the call stops"),
      chaos("tokens end and cannot be had"),
      pdi("token-cache", "replaces a refused token once, however many were refused with it"),
    ],
  },
  {
    row: 8,
    what: "expires_in of every kind",
    proofs: [
      pdi("token-cache", "uses a token until its margin, then fetches another"),
      pdi("token-cache", "asks once although a reply gives its token no time to live"),
    ],
  },
  {
    row: 9,
    what: "finalize times out after the commit",
    proofs: [
      chaos("late success"),
      chaos("finalize is applied and its answer lost"),
      wire("is unknown, then found finalized, then a duplicate: one commit"),
    ],
  },
  {
    row: 10,
    what: "duplicate, late and unordered events",
    proofs: [
      shop("orders", "is done once for five more events, the sweeper and the drain"),
      shop("orders", "is made up for by a later event, and the late one changes nothing"),
      rows("makes a waiting operation due for one of ten callers"),
    ],
  },
  {
    row: 11,
    what: "an order in several fulfilments",
    proofs: [
      shop("order-finalize", "is all that was handed over in two parts, once, to the cent"),
      rule("policies", "waits for the last of several fulfilments, never for one of them"),
    ],
  },
  {
    row: 12,
    what: "the fulfilment event never comes",
    proofs: [
      shop("orders", "order_completed: when a person says so"),
      shop("orders", "delivery: when the last fulfilment was delivered"),
      shop(
        "order-changes",
        "count when the order is closed: what is never shipped, beside what was handed over",
      ),
      rule("policies", "falls back to the order being completed, whatever a store waits for"),
      shop("jobs", "lists an order that nobody has handed over for long, until somebody does"),
    ],
  },
  {
    row: 13,
    what: "short-pick, a qualifying line removed",
    proofs: [
      shop(
        "order-finalize",
        "shrinks rewards with what was handed over when the order is closed short",
      ),
      shop("order-finalize", "cancels a reward whose line never came, and burns no points for it"),
      rule("placement", "shrinks a unit-limited reward to the units there are"),
    ],
  },
  {
    row: 14,
    what: "substitution with another article",
    proofs: [
      shop(
        "order-changes",
        "finalizes what was added and what grew: paid for, and without a reward",
      ),
      rule("as-ordered", "claims no reward for a substitute, and names the line it stands for"),
    ],
    open: "No engine is asked whether it would grant a substitute the reward anew: none ever has one (ADR 23).",
  },
  {
    row: 15,
    what: "cancelled before finalize",
    proofs: [
      shop("order-finalize", "that was not finalized ends its session, and nothing is ever sent"),
      rows("lets a cancellation win or the send, never both"),
    ],
  },
  {
    row: 16,
    what: "cancelled or returned after finalize",
    proofs: [
      shop("order-finalize", "that was finalized lists the exact points to take back, once"),
      shop("returns", "is taken back whole"),
      shop(
        "outbox",
        "keeps the points of an order that is cancelled after 72 hours without an answer",
      ),
      turns("is not 'before it was sent' once it was given up on: the points are listed"),
    ],
  },
  {
    row: 17,
    what: "partial return after finalize",
    proofs: [
      rule("reversal", "prorates a returned unit from the snapshot"),
      rule("reversal", "ends the same in any order, and never takes more than was granted"),
      shop(
        "returns",
        "takes back the returned part, then the rest, and exactly everything in the end",
      ),
      ...["after_claim", "after_freeze", "after_reply", "in_transaction"].flatMap((step) => [
        chaos(`killed at reverse.${step}, attempt 1`),
        chaos(`killed at reverse.${step}, attempt 2`),
      ]),
    ],
  },
  {
    row: 18,
    what: "a shopper without loyalty",
    proofs: [
      shop("store-sessions", "costs the engine nothing and pays what Medusa asks"),
      shop("store-sessions", "has none begun by an engine that answers after the order"),
    ],
  },
  {
    row: 19,
    what: "phone changed at checkout",
    proofs: [
      shop("store-api", "releases the first member before the second is shown"),
      shop("store-api", "survives eight replacements at once"),
    ],
  },
  {
    row: 20,
    what: "every way to write a phone number",
    proofs: [
      shop("store-api", "reads one phone number however it is written"),
      rule("identifier", "refuses or normalises anything, and never throws anything else"),
    ],
  },
  {
    row: 21,
    what: "rewards beyond line or ticket, absurd values",
    proofs: [
      chaos("an evaluation with wrong types grants nothing beyond the basket"),
      rule("allocation.properties", "adds up, stays within every line and takes no unit twice"),
    ],
  },
  {
    row: 22,
    what: "ticket rewards, mixed tax, 100 % off",
    proofs: [
      rule("allocation", "spreads the ticket reward over what remains, by largest remainder"),
      rule("allocation", "leaves exactly 0.00 of a basket that is free"),
      shop(
        "orders",
        "carries every cent of the approved discounts to the order, and tax after them",
      ),
      shop(
        "currencies",
        "taxes each line by its own rate, after its own part of a reward of the basket",
      ),
      shop(
        "currencies",
        "leaves exactly nothing to pay where a reward takes all of it, taxes included",
      ),
    ],
  },
  {
    row: 23,
    what: "age-restricted lines",
    proofs: [
      pdi("replies", "of an age-gated line need verification"),
      shop(
        "age-gate",
        "cost what they cost before the age is proven, and the order earns all the same",
      ),
      shop("age-gate", "cost less once the age is proven"),
      shop("age-gate", "cost what they cost in a store that checks no age, whatever is recorded"),
    ],
  },
  {
    row: 24,
    what: "sessions too old, stores changed meanwhile",
    proofs: [
      shop("orders", "end a session nobody came back to, and its discounts leave the cart"),
      shop("store-sessions", "is over when its time is, and its discounts go"),
      shop("orders", "end the session of an open cart whose store was switched off"),
      shop("settings-meanwhile", "at its next touch, and may identify again"),
      shop("orders", "let an order be finalized whose store was switched off meanwhile"),
      shop("settings-meanwhile", "is finalized for the participant and site of its session"),
      shop("settings-meanwhile", "waits while its credentials are wrong"),
      shop(
        "settings-meanwhile",
        "stands in Admin with its reason when the engine forbids its site",
      ),
    ],
  },
  {
    row: 25,
    what: "hostile and oversized replies",
    proofs: [
      chaos("finalize is committed and its answer unreadable"),
      chaos("answers of another order"),
      pdi("replies", "never throws and never yields a number that is not sound"),
    ],
  },
]
