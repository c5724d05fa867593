import type { Ledger } from "./books/ledger.js"
import { withPlainPhones } from "./books/seed.js"
import { viewBooks } from "./books/view.js"
import { ContractError } from "./errors.js"
import type { FaultRegistry } from "./faults/registry.js"
import type { Controls } from "./http/control.js"
import type { InProgress } from "./http/in-progress.js"
import type { Recorder } from "./http/recorder.js"
import type { Settings } from "./options.js"

interface Parts {
  ledger: Ledger
  faults: FaultRegistry
  recorder: Recorder
  inProgress: InProgress
  settings: Settings
}

function spendElsewhere({ ledger, settings }: Parts, memberId: string, points: number): void {
  const member = ledger.memberById(memberId)
  if (!member) throw new ContractError(404, "MEMBER_NOT_FOUND", `no such member: ${memberId}`)
  if (!Number.isInteger(points) || points < 1) {
    throw new ContractError(400, "INVALID_REQUEST", "points must be a whole number above zero")
  }
  if (points > member.points) {
    throw new ContractError(400, "INSUFFICIENT_POINTS", "the balance does not cover this").with({
      required: points,
      available: member.points,
    })
  }
  ledger.record({ type: "spent", memberId, points, at: settings.now().toISOString() })
}

export function makeControls(parts: Parts): Controls {
  const { ledger, faults, recorder, inProgress } = parts
  return {
    books: () => viewBooks(ledger.snapshot, (sessionId) => inProgress.isFinalizing(sessionId)),
    requests: (filter) => recorder.list(filter),
    clearRequests: () => recorder.clear(),
    addFault: (input) => faults.add(input),
    clearFaults: () => faults.clear(),
    removeFault: (id) => faults.remove(id),
    faults: () => faults.list(),
    spend: (memberId, points) => spendElsewhere(parts, memberId, points),
    reset: () => ledger.reset(),
    upsertMember: (input) => ledger.upsertMember(withPlainPhones(input)),
    promotions: () => structuredClone(ledger.promotions),
    setPromotions: (promotions) => ledger.record({ type: "promotions_set", promotions }),
  }
}
