import { Container } from "@medusajs/ui"

import { LoadError } from "../load-error"
import { SectionHeader } from "./section-header"

interface LoadFailedProps {
  error: Error
  isRetrying: boolean
  onRetry: () => void
}

/** The section when its data did not come. */
export const LoadFailed = (props: LoadFailedProps) => (
  <Container className="divide-y p-0">
    <SectionHeader />
    <LoadError {...props} />
  </Container>
)
