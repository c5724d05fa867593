import { Button, Text } from "@medusajs/ui"

import { useMessages } from "../lib/use-messages"

interface LoadErrorProps {
  error: Error
  isRetrying?: boolean
  onRetry: () => void
}

/** What stands in the place of data that did not come. The rest of the page is not affected. */
export const LoadError = ({ error, isRetrying = false, onRetry }: LoadErrorProps) => {
  const t = useMessages()
  return (
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
  )
}
