import type { Metadata } from "next"

import { Confirmation } from "../../../features/confirmation/confirmation"

export const metadata: Metadata = { title: "Order" }

/** Says that an order was placed, and what it earns. */
export default async function OrderPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <Confirmation order_id={id} />
}
