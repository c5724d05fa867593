/** While Medusa is asked for a page's content. */
export default function Loading() {
  return (
    <p role="status" className="page-note">
      Loading…
    </p>
  )
}
