import { Container, Heading, StatusBadge, Text } from "@medusajs/ui"
import type { ReactNode } from "react"

import type { HealthStatus } from "../../../types/http/health"
import { useMessages } from "../../lib/use-messages"

const STATUS_COLORS = { healthy: "green", degraded: "orange", down: "red" } as const

/** How something is, in one word. */
export const Status = ({ status }: { status: HealthStatus }) => {
  const t = useMessages()
  return <StatusBadge color={STATUS_COLORS[status]}>{t(`health.status.${status}`)}</StatusBadge>
}

interface SectionProps {
  title: string
  text: string
  /** At the right of the title. */
  actions?: ReactNode
  children: ReactNode
}

/** A box of the page with its title. */
export const Section = ({ title, text, actions, children }: SectionProps) => (
  <Container className="divide-y overflow-hidden p-0">
    <div className="flex items-center justify-between gap-x-4 px-6 py-4">
      <div>
        <Heading level="h2">{title}</Heading>
        <Text size="small" className="text-ui-fg-subtle">
          {text}
        </Text>
      </div>
      {actions}
    </div>
    {children}
  </Container>
)

/** What stands in a box that has nothing to show. */
export const Nothing = ({ children }: { children: string }) => (
  <Text size="small" className="text-ui-fg-muted px-6 py-8 text-center">
    {children}
  </Text>
)
