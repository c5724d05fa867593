import { Button, Container, Text } from "@medusajs/ui"

import { useMessages } from "../../lib/use-messages"
import { SectionHeader } from "./section-header"

interface LoadFailedProps {
  error: Error
  isRetrying: boolean
  onRetry: () => void
}

/** The section when its data did not come. The rest of the page is not affected. */
export const LoadFailed = ({ error, isRetrying, onRetry }: LoadFailedProps) => {
  const t = useMessages()
  return (
    <Container className="divide-y p-0">
      <SectionHeader />
      <div className="flex flex-col items-center gap-y-1 px-6 py-12 text-center" role="alert">
        <Text size="small" leading="compact" weight="plus">
          {t("load.failed")}
        </Text>
        <Text size="small" className="text-ui-fg-subtle">
          {error.message}
        </Text>
        <Button
          size="small"
          variant="secondary"
          className="mt-2"
          isLoading={isRetrying}
          onClick={onRetry}
        >
          {t("actions.retry")}
        </Button>
      </div>
    </Container>
  )
}
