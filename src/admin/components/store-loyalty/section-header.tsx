import { Heading, Text } from "@medusajs/ui"
import type { ReactNode } from "react"

import { useMessages } from "../../lib/use-messages"

/** The head of the section, with what one can do at its right. */
export const SectionHeader = ({ children }: { children?: ReactNode }) => {
  const t = useMessages()
  return (
    <div className="flex items-center justify-between px-6 py-4">
      <div>
        <Heading level="h2">{t("title")}</Heading>
        <Text className="text-ui-fg-subtle" size="small">
          {t("subtitle")}
        </Text>
      </div>
      {children && <div className="flex items-center gap-x-4">{children}</div>}
    </div>
  )
}
