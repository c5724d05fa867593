import type { Words } from "../words"

/** What a person must look at or settle: adjustments, checks of orders, health. */
export const booksEn = {
  adjustments: {
    title: "Adjustments",
    subtitle: "What no call to an engine can put right. Settled ones show with the filter.",
    search: "Last four digits, order or session ID",
    empty: "Nothing to settle",
    emptyText: "Adjustments appear when an engine cannot be told what happened to an order.",
    since: "Since",
    what: "What happened",
    amount: "Amount",
    code: "Answer of the engine",
    state: { open: "Open", settled: "Settled" },
    settle: "Settle",
    settleTitle: "Is this settled?",
    settleText:
      "First put it right where the text below says. Then note how, so that nobody does it twice.",
    settledDone: "Noted as settled",
    show: "Settle it",
  },
  adjustmentAdvice: {
    discount_above_approval:
      "The order was given more than the engine approved. Charge nobody; tell the engine's operator, or bear it.",
    discount_above_line:
      "A line was given more than it costs. Charge nobody; tell the engine's operator, or bear it.",
    order_canceled_after_finalize:
      "The points are booked, the order is gone. Ask the engine's operator to take them back.",
    returned_after_finalize:
      "The points are booked, the goods came back. Ask the engine's operator to take them back.",
    reward_rejected_at_finalize:
      "The shopper has the reward, the engine has not booked it. Ask its operator why, or bear it.",
    finalize_unknown_at_cancel:
      "The order is gone, and nobody knows whether its points were booked. Ask the engine's operator; if they were, have them taken back.",
    member_refused_at_finalize:
      "The order has its discount, but no points. Ask the engine's operator what is wrong with the member.",
  },
  undecided: {
    title: "Orders without a decision",
    subtitle: "Orders of members without a booking and without an end, as of the last sweep.",
    empty: "Every order is decided",
    emptyText: "An order that waits for its handover is not listed here.",
    why: "Why",
    foundAt: "Found",
    seenAt: "Last seen",
    reasons: {
      completion_unfinished: "The purchase broke off after the order was made",
      placement_failed: "Its session could not be tied to it",
      finalize_missing: "It has no booking, and none could be made",
      finalize_dead: "Booking its points was given up",
      payment_missing: "Its payment was never authorized",
    },
    advice: {
      completion_unfinished: "See whether it was paid. Cancel it, or fulfil it without loyalty.",
      placement_failed: "Report it: the server's log says why. The next sweep tries again.",
      finalize_missing: "Report it: the server's log says why. The next sweep tries again.",
      finalize_dead: "Open its session, read the error, send again.",
      payment_missing: "Have it paid, or cancel it: the next sweep decides.",
    },
  },
  differences: {
    title: "Differences from the engine",
    subtitle: "Where the engine's own record of an order says something else than ours.",
    empty: "The books agree",
    emptyText: "They are compared once a day.",
    field: "What differs",
    ours: "Here",
    theirs: "At the engine",
    fields: {
      status: "Whether it is booked",
      transaction_id: "Order",
      earned_points: "Points earned",
      redeemed_points: "Points redeemed",
      receipt_id: "Receipt",
    },
  },
  health: {
    title: "Health",
    subtitle: "Whether everything that loyalty needs is there. Looked at anew every half minute.",
    status: { healthy: "Healthy", degraded: "Degraded", down: "Down" },
    database: "Database",
    redis: "Redis",
    noRedis: "Not used",
    guard: "Check at completion",
    guardState: {
      held: "In place",
      host: "Done by your shop",
      taken: "Held by other code",
      failed: "Could not be registered",
      pending: "Starting",
    },
    uptime: "Running for",
    engines: "Engines",
    enginesText: "One line for each store that is on.",
    noEngines: "No store is switched on.",
    breaker: { CLOSED: "Closed", OPEN: "Open", HALF_OPEN: "Trying again" },
    breakerTitle: "Breaker",
    latency: "Latency",
    jobs: "Jobs",
    jobsText: "The last run of each scheduled job, in any process.",
    noJobs: "No job has run yet.",
    job: "Job",
    lastRun: "Last run",
    outcome: "Outcome",
    outcomes: { ok: "Done", failed: "Failed", running: "Running", never: "–" },
    refresh: "Look again",
  },
  doctor: {
    title: "Doctor",
    text: "What keeps loyalty from working here, or will; the same as loyalty doctor says.",
    look: "Examine again",
    nothing: "Nothing is wrong with this installation.",
    error: "Error",
    warning: "Warning",
    checks: {
      keys: "Module keys",
      tables: "Tables",
      routes: "Routes",
      workflows: "Workflows",
      hooks: "Hooks",
      secrets: "Secrets",
      redis: "Redis",
      migrations: "Migrations",
      clock: "Clock",
      sealing: "Sealing",
      engines: "Engines",
    },
  },
  jobName: {
    "archive-sessions": "Put old sessions away",
    "clear-forgotten": "Clear what nobody needs",
    "drain-operations": "Send operations",
    "erase-members": "Erase members",
    "expire-sessions": "End sessions that ran out",
    "reconcile-orders": "Compare with engines",
    "reseal-secrets": "Seal secrets anew",
    "sweep-orders": "Look for orders without a decision",
  },
}

/** The same keys in another language. */
export type BooksTranslation = Words<typeof booksEn>
