import { Link } from "react-router-dom"

import { useMessages } from "../../lib/use-messages"

/** Leads from a line of the overview to the page behind it. */
export const Way = ({ to }: { to: string }) => {
  const t = useMessages()
  return (
    <Link
      to={to}
      className="txt-compact-small text-ui-fg-interactive hover:text-ui-fg-interactive-hover shrink-0"
    >
      {t("overview.show")}
    </Link>
  )
}
