import { FocusModal, Heading } from "@medusajs/ui"

import type { AdminLoyaltyStore } from "../../../types/http/admin"
import { useMessages } from "../../lib/use-messages"
import { ConnectionTest } from "../store-loyalty/connection-test"

interface ConnectionModalProps {
  store: AdminLoyaltyStore
  onClose: () => void
}

/** Tries the connection of one store and says at which step it fails. */
export const ConnectionModal = ({ store, onClose }: ConnectionModalProps) => {
  const t = useMessages()
  return (
    <FocusModal open onOpenChange={(is_open) => !is_open && onClose()}>
      <FocusModal.Content>
        <FocusModal.Header />
        <FocusModal.Body className="flex flex-col items-center overflow-y-auto py-16">
          <div className="flex w-full max-w-[720px] flex-col gap-y-4">
            <FocusModal.Title asChild>
              <Heading className="px-6">{t("stores.testTitle", { store: store.name })}</Heading>
            </FocusModal.Title>
            <ConnectionTest store_id={store.id} />
          </div>
        </FocusModal.Body>
      </FocusModal.Content>
    </FocusModal>
  )
}
