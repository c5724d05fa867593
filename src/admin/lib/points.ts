import type { AdminLoyaltySessionDetail } from "../../types/http/admin"
import type { Formats } from "./use-format"
import type { Messages } from "./use-messages"

/** The points of a session: what the engine confirmed, or what is expected while nothing is booked. */
export function pointsOf(session: AdminLoyaltySessionDetail, t: Messages, format: Formats): string {
  const booked = session.transactions.find(({ kind }) => kind === "finalize")
  const words = {
    earned: format.gain(booked?.earned_points ?? session.points.earn_preview),
    redeemed: format.loss(booked?.redeemed_points ?? session.points.redeem),
  }
  return t(booked ? "sessions.pointsBooked" : "sessions.pointsExpected", words)
}
