import { ChevronDownMini, ChevronUpMini } from "@medusajs/icons"
import { Button } from "@medusajs/ui"
import { useId, useState } from "react"

import { settingFieldsOf } from "../../lib/engine-settings"
import { useMessages } from "../../lib/use-messages"
import { FormSection } from "../form/form-section"
import { SwitchBox } from "../form/switch-box"
import { TextField } from "../form/text-field"
import type { FormPart } from "./edit-form"
import { SettingFields } from "./setting-fields"

/** What most shops leave as it is; something wrong in it opens it. */
export const MoreFields = (part: FormPart) => {
  const t = useMessages()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const fields = (settingFieldsOf(part.form.provider_id) ?? []).filter(
    ({ group }) => group !== "connection",
  )
  const isWrong =
    fields.some(({ key }) => part.errors[key]) ||
    Object.keys(part.errors).some((path) => /^(auto_enroll|notification)/.test(path))
  const isShown = isOpen || isWrong
  return (
    <div className="flex flex-col gap-y-8">
      <Button
        size="small"
        variant="transparent"
        type="button"
        className="-ms-3 self-start"
        aria-expanded={isShown}
        aria-controls={id}
        onClick={() => setOpen(!isShown)}
      >
        {isShown ? <ChevronUpMini /> : <ChevronDownMini />}
        {t(isShown ? "actions.less" : "actions.more")}
      </Button>
      <div id={id} hidden={!isShown} className={isShown ? "flex flex-col gap-y-8" : undefined}>
        <Details {...part} fields={fields} />
      </div>
    </div>
  )
}

type Fields = NonNullable<ReturnType<typeof settingFieldsOf>>

const Details = ({ fields, ...part }: FormPart & { fields: Fields }) => {
  const t = useMessages()
  const { form, errors, set } = part
  const details = fields.filter(({ group }) => group === "details")
  return (
    <>
      {details.length > 0 && (
        <FormSection title={t("sections.more")}>
          <SettingFields {...part} fields={details} />
        </FormSection>
      )}
      <FormSection title={t("sections.features")} hint={t("sections.featuresHint")}>
        <SettingFields {...part} fields={fields.filter(({ group }) => group === "features")} />
        <SwitchBox
          label={t("fields.auto_enroll")}
          hint={t("hints.auto_enroll")}
          error={errors["auto_enroll"]}
          checked={form.flags["auto_enroll"] ?? false}
          onChange={(auto_enroll) => set({ flags: { ...form.flags, auto_enroll } })}
        />
      </FormSection>
      <FormSection title={t("sections.messages")} hint={t("hints.notification")}>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <TextField
            label={t("fields.notification_channel")}
            error={errors["notification.channel"] ?? errors["notification"]}
            placeholder="email"
            value={form.notification_channel}
            onChange={(notification_channel) => set({ notification_channel })}
          />
          <TextField
            label={t("fields.notification_template")}
            error={errors["notification.template"]}
            value={form.notification_template}
            onChange={(notification_template) => set({ notification_template })}
          />
        </div>
      </FormSection>
    </>
  )
}
