import type { Repeatable } from "../faults/mutate.js"
import type { Endpoint } from "../types.js"

type Body = Record<string, unknown>

/** The latest replies of each endpoint, for the faults that send one of them again. */
export class LastReplies {
  private readonly replies = new Map<Endpoint, { session: string | null; body: Body }[]>()

  keep(endpoint: Endpoint, session: string | null, body: Body): void {
    const others = (this.replies.get(endpoint) ?? []).filter((it) => it.session !== session)
    // Two sessions are enough: the latest, and the latest of anybody else.
    this.replies.set(endpoint, [{ session, body }, ...others].slice(0, 2))
  }

  find(endpoint: Endpoint, session: string | null): Repeatable {
    const replies = this.replies.get(endpoint) ?? []
    const ofOthers = replies.find((reply) => reply.session !== session)
    return { duplicate_reply: replies[0]?.body ?? null, swapped_reply: ofOthers?.body ?? null }
  }
}
