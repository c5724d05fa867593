import { Badge, Checkbox, Hint, Input, Label, Skeleton, Text } from "@medusajs/ui"
import { useDeferredValue, useId, useState } from "react"

import type { AdminLoyaltyStore } from "../../../types/http/admin"
import { useSalesChannels, useVanishedChannels } from "../../hooks/api/sales-channels"
import { useMessages } from "../../lib/use-messages"
import { FormSection } from "../form/form-section"
import type { FormPart } from "./edit-form"

/** With this many one sees them all at once. */
const SEARCH_FROM = 6

interface ChannelsFieldProps extends FormPart {
  store_id: string
  stores: AdminLoyaltyStore[]
}

/** The sales channels whose orders belong to this store. */
export const ChannelsField = ({ form, errors, set, store_id, stores }: ChannelsFieldProps) => {
  const t = useMessages()
  const note_id = useId()
  const [search, setSearch] = useState("")
  const { sales_channels, count, isPending, isError } = useSalesChannels(useDeferredValue(search))
  const chosen = form.sales_channel_ids
  // Those it opened with, so that one that was unticked can be ticked again.
  const [stored] = useState(chosen)
  const vanished = useVanishedChannels(stored)
  const ownerNote = (channel_id: string) => {
    const owner = stores.find(
      ({ id, config }) => id !== store_id && config?.sales_channel_ids.includes(channel_id),
    )
    return owner && t("channels.owner", { store: owner.name })
  }
  const toggle = (id: string, isChosen: boolean) =>
    set({ sales_channel_ids: isChosen ? [...chosen, id] : chosen.filter((one) => one !== id) })
  const error = errors["sales_channel_ids"] ?? (isError ? t("channels.failed") : undefined)
  const note = error ?? (chosen.length === 0 ? t("channels.noneHint") : undefined)
  return (
    <FormSection title={t("sections.channels")} hint={t("hints.sales_channels")}>
      {(search !== "" || (count ?? 0) > SEARCH_FROM) && (
        <Input
          type="search"
          size="small"
          aria-label={t("channels.search")}
          placeholder={t("channels.search")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <div
        role="group"
        aria-label={t("fields.sales_channel_ids")}
        aria-describedby={note_id}
        data-invalid={error !== undefined}
        tabIndex={-1}
        className="bg-ui-bg-component shadow-elevation-card-rest max-h-64 divide-y outline-none overflow-y-auto rounded-lg"
      >
        {isPending && <Skeleton className="m-3 h-5 w-40" />}
        {sales_channels?.length === 0 && (
          <Text size="small" className="text-ui-fg-muted p-3">
            {t("channels.found")}
          </Text>
        )}
        {sales_channels?.map(({ id, name }) => (
          <ChannelRow
            key={id}
            name={name}
            note={ownerNote(id)}
            checked={chosen.includes(id)}
            onChange={(checked) => toggle(id, checked)}
          />
        ))}
        {vanished.map((id) => (
          <ChannelRow
            key={id}
            name={id}
            note={t("channels.vanished")}
            checked={chosen.includes(id)}
            onChange={(checked) => toggle(id, checked)}
          />
        ))}
      </div>
      <div className="flex items-center justify-between gap-x-4">
        <Hint id={note_id} variant={error ? "error" : "info"} role={error ? "alert" : undefined}>
          {note}
        </Hint>
        {chosen.length > 0 && (
          <Badge size="2xsmall" className="shrink-0">
            {t("channels.selected", { count: chosen.length })}
          </Badge>
        )}
      </div>
    </FormSection>
  )
}

interface ChannelRowProps {
  name: string
  note: string | undefined
  checked: boolean
  onChange: (checked: boolean) => void
}

const ChannelRow = ({ name, note, checked, onChange }: ChannelRowProps) => {
  const id = useId()
  return (
    <div className="flex items-center gap-x-3 px-3 py-2">
      <Checkbox id={id} checked={checked} onCheckedChange={(value) => onChange(value === true)} />
      <Label htmlFor={id} size="small" className="flex-1 cursor-pointer">
        {name}
      </Label>
      {note && (
        <Text size="small" leading="compact" className="text-ui-fg-muted">
          {note}
        </Text>
      )}
    </div>
  )
}
