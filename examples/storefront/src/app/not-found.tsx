import Link from "next/link"

/** For an address that leads nowhere. */
export default function NotFound() {
  return (
    <div className="page-note">
      <h1>There is nothing here</h1>
      <p>This store does not have that page.</p>
      <Link className="button" href="/">
        To the shelves
      </Link>
    </div>
  )
}
