import type { Json } from "./client.js"

export interface Sold {
  sku: string
  qty: number
  unitPrice: number
  merchandiseCode?: string
  posCode?: { format: string; value: string }
}

export const COFFEE: Sold = { sku: "COF16", qty: 2, unitPrice: 2.49, merchandiseCode: "25" }
export const CANDY: Sold = { sku: "CANDY", qty: 3, unitPrice: 1.89, merchandiseCode: "31" }
export const ENERGY: Sold = { sku: "ENERGY", qty: 1, unitPrice: 3.29, merchandiseCode: "33" }

export function items(sold: readonly Sold[]): Json[] {
  return sold.map((line, index) => ({
    lineNumber: index + 1,
    ...line,
    amount: Math.round(line.qty * line.unitPrice * 100) / 100,
  }))
}

export function total(lines: readonly Json[]): number {
  return Math.round(lines.reduce((sum, { amount }) => sum + Number(amount), 0) * 100) / 100
}

interface Session {
  site: Json
  sessionId: string
}

export function calculateBody({ site, sessionId }: Session, sold: readonly Sold[]): Json {
  const lines = items(sold)
  return {
    ...site,
    messageSequence: 2,
    sessionId,
    transactionId: "cart_01H",
    currency: "USD",
    transactionAmount: total(lines),
    basketHash: "9f2c",
    items: lines,
    acceptedRewardIds: [],
    declinedRewardIds: [],
    redeemPoints: 0,
  }
}

/** The finalize sample of the contract: line 3 was short-picked. */
export function sampleFinalize({ site, sessionId }: Session, orderId = "order_01H"): Json {
  return {
    ...site,
    messageSequence: 7,
    sessionId,
    transactionId: orderId,
    finalAmount: 6.78,
    applyRewards: true,
    rewardEligibleAmount: 6.78,
    taxAmount: 0.56,
    totalAmount: 7.34,
    redeemedPoints: 500,
    items: [
      { lineNumber: 1, sku: "COF16", qty: 2, unitPrice: 2.49, amount: 4.98, netAmount: 4.0 },
      { lineNumber: 2, sku: "CANDY", qty: 3, unitPrice: 1.89, amount: 5.67, netAmount: 3.78 },
    ],
    appliedRewards: [
      { rewardId: "PROMO-771-L1", targetLineNumber: 1, quantity: 2, amount: 0.98 },
      { rewardId: "CLUB-12-L2", targetLineNumber: 2, quantity: 1, amount: 1.89 },
      {
        rewardId: "PTS-500",
        targetLineNumber: null,
        quantity: 1,
        amount: 1.0,
        pointsCost: 500,
      },
    ],
    cancelledRewardIds: [],
    eventStartAt: "2026-03-16T14:30:45Z",
    eventEndAt: "2026-03-17T09:02:10Z",
    businessDate: "2026-03-17",
    offline: false,
    retryCount: 0,
  }
}

/** Sold as it stands, without any reward. */
export function plainFinalize(
  { site, sessionId }: Session,
  orderId: string,
  sold: readonly Sold[] = [ENERGY],
): Json {
  const lines = items(sold)
  return {
    ...site,
    sessionId,
    transactionId: orderId,
    finalAmount: total(lines),
    applyRewards: true,
    redeemedPoints: 0,
    items: lines,
    appliedRewards: [],
  }
}
