import type { SettingField } from "../../lib/engine-settings"
import { useMessages } from "../../lib/use-messages"
import { ChoiceField } from "../form/choice-field"
import { SwitchBox } from "../form/switch-box"
import { TextField } from "../form/text-field"
import type { FormPart } from "./edit-form"

/** The engine's own settings, as its list of fields describes them. */
export const SettingFields = ({
  fields,
  ...part
}: FormPart & { fields: readonly SettingField[] }) => (
  <>
    {fields.map((field) => (
      <OneSetting key={field.key} {...part} field={field} />
    ))}
  </>
)

const OneSetting = ({ form, errors, set, field }: FormPart & { field: SettingField }) => {
  const t = useMessages()
  const { key } = field
  const common = {
    label: t(`fields.${key}`),
    hint: t(`hints.${key}`, { defaultValue: "" }),
    error: errors[key],
  }
  const setText = (text: string) => set({ texts: { ...form.texts, [key]: text } })
  const value = form.texts[key] ?? ""
  switch (field.kind) {
    case "flag":
      return (
        <SwitchBox
          {...common}
          checked={form.flags[key] ?? false}
          onChange={(checked) => set({ flags: { ...form.flags, [key]: checked } })}
        />
      )
    case "choice":
      return (
        <ChoiceField
          {...common}
          value={value}
          nothing={t("choices.default")}
          choices={field.choices.map((choice) => ({
            value: choice,
            label: t(`choices.${choice}`, { defaultValue: choice }),
          }))}
          onChange={setText}
        />
      )
    case "text":
      return (
        <TextField {...common} placeholder={field.placeholder} value={value} onChange={setText} />
      )
  }
}
