import type { Metadata } from "next"

import { Account } from "../../features/account/account"

export const metadata: Metadata = { title: "Account" }

/** Sign in, register, orders and membership. */
export default function AccountPage() {
  return <Account />
}
