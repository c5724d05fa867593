import { ArrowPath, EllipsisHorizontal, XCircle } from "@medusajs/icons"
import { DropdownMenu, IconButton, toast } from "@medusajs/ui"
import { useState } from "react"

import type { AdminLoyaltySessionDetail } from "../../../types/http/admin"
import { useLoyaltySessionAction } from "../../hooks/api/loyalty-sessions"
import { canReplay } from "../../lib/session-state"
import { useMessages } from "../../lib/use-messages"
import { ReasonDrawer } from "../reason-drawer"

type Action = "retry" | "cancel"

/** Retry and cancel, each where it can do something. */
export const SessionActions = ({ session }: { session: AdminLoyaltySessionDetail }) => {
  const t = useMessages()
  const [asking, setAsking] = useState<Action | null>(null)
  const canRetry = session.operations.some(canReplay)
  const canCancel = session.status === "active" || session.status === "pending_finalization"
  if (!canRetry && !canCancel) {
    return null
  }
  return (
    <>
      <DropdownMenu>
        <DropdownMenu.Trigger asChild>
          <IconButton size="small" variant="transparent" aria-label={t("sessions.actions")}>
            <EllipsisHorizontal />
          </IconButton>
        </DropdownMenu.Trigger>
        <DropdownMenu.Content>
          {canRetry && (
            <DropdownMenu.Item className={ITEM} onClick={() => setAsking("retry")}>
              <ArrowPath />
              <span>{t("sessions.retry")}</span>
            </DropdownMenu.Item>
          )}
          {canCancel && (
            <DropdownMenu.Item className={ITEM} onClick={() => setAsking("cancel")}>
              <XCircle />
              <span>{t("sessions.cancel")}</span>
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu>
      {(["retry", "cancel"] as const).map((action) => (
        <ActionDrawer
          key={action}
          id={session.id}
          action={action}
          open={asking === action}
          onClose={() => setAsking(null)}
        />
      ))}
    </>
  )
}

const ITEM = "[&_svg]:text-ui-fg-subtle flex items-center gap-x-2"

interface ActionDrawerProps {
  id: string
  action: Action
  open: boolean
  onClose: () => void
}

const ActionDrawer = ({ id, action, open, onClose }: ActionDrawerProps) => {
  const t = useMessages()
  const { mutate, isPending } = useLoyaltySessionAction(id, action, {
    onSuccess: () => {
      toast.success(t(`sessions.${action}Done`))
      onClose()
    },
    onError: (error) => void toast.error(error.message),
  })
  return (
    <ReasonDrawer
      open={open}
      title={t(`sessions.${action}Title`)}
      description={t(`sessions.${action}Text`)}
      confirm={t(`sessions.${action}`)}
      isDangerous={action === "cancel"}
      isPending={isPending}
      onConfirm={mutate}
      onClose={onClose}
    />
  )
}
