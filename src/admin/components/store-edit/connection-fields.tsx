import { Textarea } from "@medusajs/ui"

import type { AdminLoyaltyStoreConfig } from "../../../types/http/admin"
import { settingFieldsOf } from "../../lib/engine-settings"
import { useMessages } from "../../lib/use-messages"
import { Field } from "../form/field"
import { FormSection } from "../form/form-section"
import { CredentialsFields } from "./credentials-fields"
import type { FormPart } from "./edit-form"
import { SettingFields } from "./setting-fields"

interface ConnectionFieldsProps extends FormPart {
  config: AdminLoyaltyStoreConfig | null
  /** The engine's address changed, so what is stored would go elsewhere. */
  isMoving: boolean
}

/** Where the engine is and how to sign in. */
export const ConnectionFields = ({ config, isMoving, ...part }: ConnectionFieldsProps) => {
  const t = useMessages()
  const { form, errors, set } = part
  const fields = settingFieldsOf(form.provider_id)
  const is_same_engine = config?.provider_id === form.provider_id
  return (
    <FormSection title={t("sections.connection")} hint={t("sections.connectionHint")}>
      {fields ? (
        <SettingFields {...part} fields={fields.filter(({ group }) => group === "connection")} />
      ) : (
        <Field
          label={t("fields.settings")}
          hint={t("hints.settings")}
          error={errors["settings"] ?? anyOf(errors, form.raw)}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={6}
              className="font-mono"
              value={form.raw}
              onChange={(event) => set({ raw: event.target.value })}
            />
          )}
        </Field>
      )}
      <CredentialsFields
        saved={config?.has_credentials && is_same_engine ? (config.client_id_hint ?? "") : null}
        isMoving={isMoving}
        errors={errors}
      />
    </FormSection>
  )
}

/** The first thing wrong with any setting, for a form that has one field for all. */
function anyOf(errors: FormPart["errors"], raw: string): string | undefined {
  const wrong = Object.keys(errors).find((path) => raw.includes(`"${path}"`))
  return wrong === undefined ? undefined : `${wrong}: ${errors[wrong]}`
}
