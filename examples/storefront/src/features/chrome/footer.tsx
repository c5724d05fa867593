import { cityLine, type Store } from "../../lib/store"

/** Where the chosen store is. */
export function Footer({ store }: { store: Store }) {
  return (
    <footer className="footer">
      <p>
        <strong>{store.name}</strong> · {store.street}, {cityLine(store)}
      </p>
      <p>An example shop. Nothing in it is for sale.</p>
    </footer>
  )
}
