import { Button, Text, toast } from "@medusajs/ui"

import { useTestLoyaltyConnection } from "../../hooks/api/loyalty-stores"
import { useMessages } from "../../lib/use-messages"
import { TestSteps } from "./test-steps"

/** Tries what is saved, step by step, and says what to do about what fails. */
export const ConnectionTest = ({ store_id }: { store_id: string }) => {
  const t = useMessages()
  const { mutate, data, isPending } = useTestLoyaltyConnection(store_id, {
    onError: (error) => void toast.error(error.message),
  })
  const summary = data ? t(data.ok ? "test.ok" : "test.failed") : t("test.never")
  return (
    <div className="px-6 py-4" role="group" aria-label={t("test.title")}>
      <div className="flex items-center justify-between gap-x-4">
        <div className="text-ui-fg-subtle" aria-live="polite">
          <Text size="small" leading="compact" weight="plus">
            {t("test.title")}
          </Text>
          <Text size="small">{summary}</Text>
        </div>
        <Button
          size="small"
          variant="secondary"
          className="shrink-0"
          isLoading={isPending}
          onClick={() => mutate()}
        >
          {t("actions.test")}
        </Button>
      </div>
      {data && <TestSteps steps={data.steps} />}
    </div>
  )
}
