import { Text } from "@medusajs/ui"
import type { ReactNode } from "react"

interface SectionRowProps {
  title: string
  /** Names the value for a control in it. */
  title_id?: string
  children: ReactNode
}

/** A line of a section: what it is, and its value; a text or anything else. */
export const SectionRow = ({ title, title_id, children }: SectionRowProps) => (
  <div className="text-ui-fg-subtle grid grid-cols-2 items-center px-6 py-4">
    <Text id={title_id} size="small" leading="compact" weight="plus">
      {title}
    </Text>
    {typeof children === "string" ? (
      <Text size="small" leading="compact" className="break-words">
        {children}
      </Text>
    ) : (
      children
    )}
  </div>
)
