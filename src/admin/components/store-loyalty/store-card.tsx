import { EllipsisHorizontal, PencilSquare } from "@medusajs/icons"
import { Button, DropdownMenu, IconButton, StatusBadge } from "@medusajs/ui"
import { useState } from "react"

import type { AdminLoyaltyStore } from "../../../types/http/admin"
import { useLoyaltyHealth } from "../../hooks/api/loyalty-health"
import type { RequestError } from "../../lib/request-error"
import { STATE_COLORS, stateOf } from "../../lib/store-state"
import { useMessages } from "../../lib/use-messages"
import { EditDrawer } from "../store-edit/edit-drawer"
import { ConnectionTest } from "./connection-test"
import { SectionHeader } from "./section-header"
import { StoreDetails } from "./store-details"
import { StoreNotices } from "./store-notices"
import { StoreSelect } from "./store-select"
import { SwitchRow } from "./switch-row"

interface StoreCardProps {
  store: AdminLoyaltyStore
  stores: AdminLoyaltyStore[]
  provider_ids: string[]
  onChoose: (store_id: string) => void
}

/** Whether the form is open, and with what the server found wrong before. */
type Editing = { open: boolean; refusal: RequestError | null }

/** Everything about the loyalty of one store. */
export const StoreCard = ({ store, stores, provider_ids, onChoose }: StoreCardProps) => {
  const t = useMessages()
  const [editing, setEditing] = useState<Editing>({ open: false, refusal: null })
  const { checks } = useLoyaltyHealth()
  const { config } = store
  const probed = checks?.engines?.find(({ store_id }) => store_id === store.id)
  const health = probed ?? store.health
  const state = stateOf(config, health)
  const edit = (refusal: RequestError | null = null) => setEditing({ open: true, refusal })
  return (
    <>
      <SectionHeader>
        <StatusBadge color={STATE_COLORS[state]}>{t(`state.${state}`)}</StatusBadge>
        {config ? (
          <DropdownMenu>
            <DropdownMenu.Trigger asChild>
              <IconButton size="small" variant="transparent" aria-label={t("actions.menu")}>
                <EllipsisHorizontal />
              </IconButton>
            </DropdownMenu.Trigger>
            <DropdownMenu.Content>
              <DropdownMenu.Item
                className="[&_svg]:text-ui-fg-subtle flex items-center gap-x-2"
                onClick={() => edit()}
              >
                <PencilSquare />
                <span>{t("actions.edit")}</span>
              </DropdownMenu.Item>
            </DropdownMenu.Content>
          </DropdownMenu>
        ) : (
          <Button size="small" variant="secondary" onClick={() => edit()}>
            {t("actions.setUp")}
          </Button>
        )}
      </SectionHeader>
      <StoreNotices
        config={config}
        state={state}
        guard={checks?.completion_guard?.state}
        code={health?.code}
      />
      <StoreSelect store={store} stores={stores} onChoose={onChoose} />
      <SwitchRow store={store} onIncomplete={edit} />
      {config && <StoreDetails config={config} />}
      {/* A result belongs to what was tested: a change of the configuration forgets it. */}
      {config && <ConnectionTest key={config.config_version} store_id={store.id} />}
      <EditDrawer
        store={store}
        stores={stores}
        provider_ids={provider_ids}
        open={editing.open}
        refusal={editing.refusal}
        onClose={() => setEditing({ open: false, refusal: null })}
      />
    </>
  )
}
