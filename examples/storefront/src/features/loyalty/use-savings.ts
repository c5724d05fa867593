"use client"

import { useLoyalty } from "medusa-loyalty-storefront"

/** What each reward takes off the cart, for a list under the savings. */
export function useSavings(): { label: string; amount: number }[] {
  const { rewards } = useLoyalty()
  return rewards
    .filter(({ state, amount }) => (state === "applied" || state === "accepted") && amount > 0)
    .map(({ description, amount }) => ({ label: description, amount }))
}
