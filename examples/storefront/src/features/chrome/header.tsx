import Link from "next/link"

import type { Store } from "../../lib/store"
import { AccountLink, CartLink } from "./header-links"
import { StorePicker } from "./store-picker"

/** Name, store, account and cart. */
export function Header({ stores, store }: { stores: Store[]; store: Store }) {
  return (
    <header className="header">
      <div className="header-in">
        <Link href="/" className="brand" aria-label="Fastlane, to the catalogue">
          <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path d="M9 5h20l-2.5 6H13l-1 4h10l-2.5 6H10L7.5 28H1z" fill="currentColor" />
          </svg>
          fastlane
        </Link>
        <StorePicker stores={stores} store={store} />
        <nav className="header-nav" aria-label="Account and cart">
          <AccountLink />
          <CartLink />
        </nav>
      </div>
    </header>
  )
}
