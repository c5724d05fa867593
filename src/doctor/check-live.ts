import type { Facts, Finding, LiveFacts } from "./facts"

const SKEW_WARNING_MS = 5_000
const SKEW_ERROR_MS = 60_000

/** Database, sealed values and engines of an application that runs. */
export function checkLive({ live }: Facts): Finding[] {
  return live
    ? [
        ...guard(live),
        ...migrations(live),
        ...unread(live),
        ...clock(live),
        ...sealing(live),
        ...engines(live),
      ]
    : []
}

function guard({ completion_guard: { state, detail } }: LiveFacts): Finding[] {
  return state === "taken" || state === "failed"
    ? [
        {
          check: "hooks",
          severity: "error",
          message: `The guard at completion is ${state}: ${detail ?? "no detail"}`,
          advice:
            "Call assertLoyaltyDiscounts in the handler that holds completeCart.validate and set " +
            'the option completion_guard to "host". Until then no store can be switched on.',
        },
      ]
    : []
}

function migrations({ pending_migrations }: LiveFacts): Finding[] {
  return pending_migrations.length === 0
    ? []
    : [
        {
          check: "migrations",
          severity: "error",
          message: `Migrations pending: ${pending_migrations.join(", ")}`,
          advice: "Run npx medusa db:migrate, then start the servers and workers again.",
        },
      ]
}

/** With migrations pending, tables or columns that are not there yet explain it. */
function unread({ unread: parts, pending_migrations }: LiveFacts): Finding[] {
  return parts.map(({ what, because }) => ({
    check: "database",
    severity: pending_migrations.length > 0 ? "warning" : "error",
    message: `${what} could not be read: ${because}`,
    advice:
      pending_migrations.length > 0
        ? "Run the doctor again after the migrations: this was not examined."
        : "Look at the database's own log, then run the doctor again.",
  }))
}

function clock({ clock_skew_ms }: LiveFacts): Finding[] {
  const skew_ms = Math.abs(clock_skew_ms)
  if (skew_ms < SKEW_WARNING_MS) {
    return []
  }
  const seconds = Math.round(skew_ms / 1000)
  return [
    {
      check: "clock",
      severity: skew_ms < SKEW_ERROR_MS ? "warning" : "error",
      message: `This machine's clock and the database's differ by ${seconds} s`,
      advice: "Let NTP set both. Leases and due times follow the database, tokens this machine.",
    },
  ]
}

function sealing({ credentials }: LiveFacts): Finding[] {
  return credentials.flatMap(({ store_id, state }): Finding[] => {
    switch (state) {
      case "ok":
        return []
      case "old_key":
        return [
          {
            check: "sealing",
            severity: "warning",
            message: `The credentials of store ${store_id} are sealed with an old key`,
            advice:
              "The hourly job reseal-secrets seals them anew. Keep the old key until a later run " +
              "of it says resealed: 0 and unreadable: 0.",
          },
        ]
      case "unreadable":
        return [
          {
            check: "sealing",
            severity: "error",
            message: `The credentials of store ${store_id} are not sealed with any key that is set`,
            advice:
              "Put the key back into LOYALTY_ENCRYPTION_KEYS, or enter the credentials again.",
          },
        ]
    }
  })
}

function engines({ engines: probed }: LiveFacts): Finding[] {
  return probed
    .filter(({ ok }) => !ok)
    .map(({ store_id, code }) => ({
      check: "engines",
      severity: "warning",
      message: `The engine of store ${store_id} cannot be used: ${code ?? "no answer"}`,
      advice: "Test the connection in Admin: it names the step that fails. Checkout goes on.",
    }))
}
