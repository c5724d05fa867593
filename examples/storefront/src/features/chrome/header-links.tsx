"use client"

import Link from "next/link"

import { useCart } from "../../state/cart"
import { useCustomer } from "../../state/customer"

/** To the account, with the name of who is signed in. */
export function AccountLink() {
  const { customer } = useCustomer()
  return (
    <Link href="/account" className="header-link">
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <circle cx="12" cy="8" r="4" />
        <path d="M4 20c1-5 5-6 8-6s7 1 8 6" />
      </svg>
      <span className="header-link-text">{customer?.first_name || "Account"}</span>
    </Link>
  )
}

/** To the cart, with the number of things in it. */
export function CartLink() {
  const { cart } = useCart()
  const count = cart?.items?.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0
  return (
    <Link href="/cart" className="header-link" aria-label={`Cart, ${count} in it`}>
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d="M5 8h14l-1.2 11a2 2 0 0 1-2 2H8.2a2 2 0 0 1-2-2z" />
        <path d="M9 8V7a3 3 0 0 1 6 0v1" />
      </svg>
      {/* The space parts the word from the number for those who speak what they see. */}
      <span className="header-link-text">Cart </span>
      {count > 0 && <span className="count">{count}</span>}
    </Link>
  )
}
