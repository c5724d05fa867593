import { Drawer, Skeleton } from "@medusajs/ui"

import type { AdminLoyaltyStore } from "../../../types/http/admin"
import { useLoyaltyStoreConfig } from "../../hooks/api/loyalty-stores"
import type { RequestError } from "../../lib/request-error"
import { useMessages } from "../../lib/use-messages"
import { Notice } from "../notice"
import { EditForm } from "./edit-form"

interface EditDrawerProps {
  store: AdminLoyaltyStore
  stores: AdminLoyaltyStore[]
  provider_ids: string[]
  open: boolean
  refusal: RequestError | null
  onClose: () => void
}

/** The form of a store's loyalty, in a drawer. */
export const EditDrawer = ({ open, onClose, ...form }: EditDrawerProps) => {
  const t = useMessages()
  return (
    <Drawer open={open} onOpenChange={(is_open) => !is_open && onClose()}>
      <Drawer.Content>
        <Drawer.Header>
          <Drawer.Title>
            {t(form.store.config ? "edit.title" : "edit.setUpTitle", { store: form.store.name })}
          </Drawer.Title>
          <Drawer.Description className="text-ui-fg-subtle txt-small">
            {t("edit.description")}
          </Drawer.Description>
        </Drawer.Header>
        {open && <LoadedForm {...form} onClose={onClose} />}
      </Drawer.Content>
    </Drawer>
  )
}

/** A form over an old copy would undo what somebody else saved: it starts from a fresh read. */
const LoadedForm = (props: Omit<EditDrawerProps, "open">) => {
  const t = useMessages()
  const { store_config, isPending, isError, error, isFetching, refetch } = useLoyaltyStoreConfig(
    props.store.id,
    { gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false },
  )
  if (isError) {
    const action = { label: t("actions.retry"), onClick: () => void refetch() }
    return (
      <Notice variant="error" title={t("load.failed")} lines={[error.message]} action={action} />
    )
  }
  if (isPending || (store_config === undefined && isFetching)) {
    return (
      <Drawer.Body className="flex flex-col gap-y-6" aria-busy="true">
        {["a", "b", "c", "d"].map((row) => (
          <div key={row} className="flex flex-col gap-y-2">
            <Skeleton className="h-5 w-32" />
            <Skeleton className="h-8 w-full" />
          </div>
        ))}
      </Drawer.Body>
    )
  }
  return <EditForm {...props} config={store_config ?? null} />
}
