import type { Books } from "../../packages/pdi-simulator/src/index"
import { SESSION_EDGES, type SessionStatus } from "../../src/modules/loyalty/domain/session-machine"
import type { Evidence } from "./evidence"

export const INVARIANTS = {
  I1: "checkout completes within the deadlines and its bare time",
  I2: "at most one effective finalize per order, and one key",
  I3: "every order with a session is decided once faults stop",
  I4: "per order, points earned and points redeemed are the engine's net",
  I5: "no order has more discount than was granted for its basket",
  I6: "only legal moves; what is over stays over",
  I7: "a session has one cart and one order",
  I8: "no phone number, token or secret in logs, errors and workflow rows",
  I9: "sockets and memory are bounded",
  I10: "allocations are whole minor units and sum exactly",
  I11: "nobody learns from an answer who is a member",
  I12: "every move of a session has its audit row",
} as const
export type Invariant = keyof typeof INVARIANTS

/** How many things were looked at, and what was wrong with them. */
export interface Finding {
  looked_at: number
  wrong: string[]
}

type Check = (evidence: Evidence) => Finding

/** I11 is about answers to strangers, and has no rows: HTTP tests check it. */
const CHECKS: Readonly<Record<Exclude<Invariant, "I11">, Check>> = {
  I1: ({ orders, limits }) => {
    const timed = orders.filter(({ placed_ms }) => placed_ms !== null)
    return each(timed, ({ order_id, placed_ms }) =>
      (placed_ms ?? 0) > limits.placed_ms
        ? `${order_id} took ${placed_ms} ms, not ${limits.placed_ms} at most`
        : null,
    )
  },
  I2: ({ orders, books, finalizes }) =>
    each(orders, ({ order_id }) => {
      const commits = books.commitsByTransaction[order_id] ?? 0
      const keys = finalizes
        .filter(({ body }) => (body as { transactionId?: string })?.transactionId === order_id)
        .map(({ headers }) => headers["idempotency-key"])
      const kinds = new Set(keys).size
      return commits > 1 || kinds > 1 ? `${order_id}: ${commits} commits under ${kinds} keys` : null
    }),
  I3: ({ orders, sessions, operations, books }) =>
    each(orders, ({ order_id, expected }) => {
      const session = sessions.find((row) => row.order_id === order_id)
      const isListed = operations.some((row) => row.order_id === order_id && row.status === "dead")
      const commits = books.commitsByTransaction[order_id] ?? 0
      if (expected === "finalized") {
        return session?.status === "finalized" && commits === 1
          ? null
          : `${order_id} is ${session?.status ?? "without a session"}, ${commits} commits`
      }
      const isOver = session?.status === "failed" && session.failure_reason !== null
      return isOver || isListed ? null : `${order_id} is ${session?.status ?? "without a session"}`
    }),
  I4: ({ orders, transactions, books }) =>
    each(orders, ({ order_id, pays_points }) => {
      const booked = books.transactions.filter(({ transactionId }) => transactionId === order_id)
      const ours = netOf(transactions.filter((row) => row.order_id === order_id))
      const theirs = netOf(booked.map(signed))
      if (ours !== theirs) {
        return `${order_id}: ${ours} with us, ${theirs} at the engine`
      }
      const redeemed = booked
        .filter(({ kind }) => kind === "finalize")
        .reduce((sum, { redeemedPoints }) => sum + redeemedPoints, 0)
      return redeemed === (pays_points ?? redeemed)
        ? null
        : `${order_id}: its shopper paid with ${pays_points} points, and ${redeemed} were redeemed`
    }),
  I5: ({ grants }) =>
    each(grants, ({ order_id, on_order, granted }) =>
      on_order > granted ? `${order_id}: ${on_order} on the order, ${granted} granted` : null,
    ),
  I6: ({ transitions }) =>
    each(transitions, ({ session_id, from, to }) => {
      const edges = from === null ? ["active"] : (SESSION_EDGES[from as SessionStatus] ?? [])
      return (edges as readonly string[]).includes(to) ? null : `${session_id}: ${from} > ${to}`
    }),
  I7: ({ sessions, operations }) => {
    const shared = each(sessions, ({ id, cart_id, order_id }) => {
      const others = sessions.filter(
        (other) => other.id !== id && (other.order_id === order_id || other.cart_id === cart_id),
      )
      return others.length > 0 ? `${id} shares its cart or order` : null
    })
    const strayed = each(operations, ({ id, session_id, order_id }) => {
      const session = sessions.find((row) => row.id === session_id)
      return session?.order_id === order_id ? null : `${id} is about another session's order`
    })
    return {
      looked_at: shared.looked_at + strayed.looked_at,
      wrong: [...shared.wrong, ...strayed.wrong],
    }
  },
  I8: ({ texts, secrets }) =>
    each(Object.entries(texts), ([name, text]) =>
      secrets.some((secret) => text.includes(secret)) ? `${name} tell a secret` : null,
    ),
  I9: ({ usage, limits }) =>
    each(usage ? [usage] : [], ({ sockets, memory_mb }) =>
      sockets > limits.sockets || memory_mb > limits.memory_mb
        ? `${sockets} sockets, not ${limits.sockets} at most; ${memory_mb} MB, not ${limits.memory_mb}`
        : null,
    ),
  I10: ({ rewards }) =>
    each(rewards, ({ provider_reward_id, amount, allocations }) => {
      const sum = allocations.reduce((total, part) => total + part.amount, 0)
      const isWhole = [amount, ...allocations.map((part) => part.amount)].every(Number.isInteger)
      return isWhole && sum === amount ? null : `${provider_reward_id}: ${sum} of ${amount}`
    }),
  I12: ({ sessions, transitions }) =>
    each(sessions, ({ id, status }) => {
      const moves = transitions.filter(({ session_id }) => session_id === id)
      const chained = moves.every((move, at) => move.from === (moves[at - 1]?.to ?? null))
      return chained && moves.at(-1)?.to === status ? null : `${id} is ${status} without its row`
    }),
}

/** Checks every invariant; one that had nothing to look at was not checked. */
export function check(evidence: Evidence): ReadonlyMap<Invariant, Finding> {
  const checks = Object.entries(CHECKS) as [Invariant, Check][]
  return new Map(
    checks
      .map(([name, look]) => [name, look(evidence)] as const)
      .filter(([, { looked_at }]) => looked_at > 0),
  )
}

function each<T>(things: readonly T[], wrong: (thing: T) => string | null): Finding {
  return {
    looked_at: things.length,
    wrong: things.flatMap((thing) => wrong(thing) ?? []),
  }
}

/** The engine writes what a reversal took back as it was granted. */
function signed({ kind, earnedPoints, redeemedPoints }: Books["transactions"][number]) {
  const sign = kind === "finalize" ? 1 : -1
  return { earned_points: sign * earnedPoints, redeemed_points: sign * redeemedPoints }
}

/** Earned and redeemed apart, because an error in both may cancel out. Ours are signed already. */
function netOf(rows: readonly { earned_points: number; redeemed_points: number }[]): string {
  const sum = (field: "earned_points" | "redeemed_points"): number =>
    rows.reduce((total, row) => total + row[field], 0)
  return `${sum("earned_points")} earned and ${sum("redeemed_points")} redeemed`
}
