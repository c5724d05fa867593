"use client"

import { useLoyalty } from "medusa-loyalty-storefront"
import { useEffect, useState } from "react"

const PATIENCE_MS = 4_000

/**
 * Whether to wait for loyalty before paying. Only for a while: an engine that is slow or away keeps
 * nobody from their order, and Medusa checks the total again anyway.
 */
export function useLoyaltyPatience(): boolean {
  const { loading } = useLoyalty()
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    setOver(false)
    const timer = loading ? setTimeout(() => setOver(true), PATIENCE_MS) : undefined
    return () => clearTimeout(timer)
  }, [loading])
  return loading && !isOver
}
