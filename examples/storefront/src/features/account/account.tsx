"use client"

import { LoyaltyAccount } from "medusa-loyalty-storefront"

import { COUNTRIES } from "../../lib/countries"
import { useCustomer } from "../../state/customer"
import { EntryForms } from "./entry-forms"
import { OrderHistory } from "./order-history"

/** The account's page: a way in for guests, orders and membership for customers. */
export function Account() {
  const { customer, isLoading, signOut } = useCustomer()
  if (isLoading) {
    return (
      <p role="status" className="page-note">
        Loading your account…
      </p>
    )
  }
  if (!customer) {
    return <EntryForms />
  }
  return (
    <>
      <div className="account-head">
        <div>
          <h1>Hello, {customer.first_name || "there"}</h1>
          <p className="muted">{customer.email}</p>
        </div>
        <button type="button" className="button button-quiet" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
      <div className="stack">
        <LoyaltyAccount countries={COUNTRIES} />
        <OrderHistory />
      </div>
    </>
  )
}
