import { Select } from "@medusajs/ui"
import { useId } from "react"

import type { AdminLoyaltyStore } from "../../../types/http/admin"
import { useMessages } from "../../lib/use-messages"
import { SectionRow } from "../section-row"

interface StoreSelectProps {
  store: AdminLoyaltyStore
  stores: AdminLoyaltyStore[]
  onChoose: (store_id: string) => void
}

/** Which store this is about; with one store there is nothing to choose. */
export const StoreSelect = ({ store, stores, onChoose }: StoreSelectProps) => {
  const t = useMessages()
  const id = useId()
  return (
    <SectionRow title={t("fields.store")} title_id={id}>
      {stores.length === 1 ? (
        store.name
      ) : (
        <Select size="small" value={store.id} onValueChange={onChoose}>
          <Select.Trigger aria-labelledby={id} className="w-full max-w-64">
            <Select.Value />
          </Select.Trigger>
          <Select.Content>
            {stores.map(({ id, name }) => (
              <Select.Item key={id} value={id}>
                {name}
              </Select.Item>
            ))}
          </Select.Content>
        </Select>
      )}
    </SectionRow>
  )
}
