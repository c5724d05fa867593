import type { AdminLoyaltyStoreConfig } from "../../../types/http/admin"
import { withEngine } from "../../lib/store-form"
import { useMessages } from "../../lib/use-messages"
import { ChoiceField } from "../form/choice-field"
import { FormSection } from "../form/form-section"
import { TextField } from "../form/text-field"
import type { FormPart } from "./edit-form"

/** How the engine knows this store. */
export const StoreFields = ({
  form,
  errors,
  set,
  provider_ids,
  config,
}: FormPart & { provider_ids: string[]; config: AdminLoyaltyStoreConfig | null }) => {
  const t = useMessages()
  // A store may still have an engine that is no longer registered: show it, the save refuses it.
  const engines = [...new Set([...provider_ids, form.provider_id])]
  return (
    <FormSection title={t("sections.store")} hint={t("sections.storeHint")}>
      <ChoiceField
        label={t("fields.provider_id")}
        error={errors["provider_id"]}
        value={form.provider_id}
        choices={engines.map((value) => ({
          value,
          label: t(`providers.${value}`, { defaultValue: value }),
        }))}
        onChange={(provider_id) => set(withEngine(provider_id, config))}
      />
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <TextField
          label={t("fields.participant_id")}
          hint={t("hints.participant_id")}
          error={errors["participant_id"]}
          value={form.participant_id}
          onChange={(participant_id) => set({ participant_id })}
        />
        <TextField
          label={t("fields.site_id")}
          hint={t("hints.site_id")}
          error={errors["site_id"]}
          value={form.site_id}
          onChange={(site_id) => set({ site_id })}
        />
      </div>
    </FormSection>
  )
}
