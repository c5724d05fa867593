"use client"

/**
 * Stands in for medusa-loyalty-storefront where the shop is measured without it: the same names and
 * nothing behind them.
 */
const nothing = () => null

/** @param {{ children: unknown }} props */
export const LoyaltyProvider = ({ children }) => children
export const CheckoutLoyalty = nothing
export const LoyaltyTotals = nothing
export const LoyaltyAccount = nothing
export const OrderLoyaltySummary = nothing
export const PointsDisplay = nothing

const LOYALTY = { session: null, rewards: [], messages: [], loading: false, total_changed: null }
export const useLoyalty = () => LOYALTY
