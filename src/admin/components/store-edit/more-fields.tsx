import { ChevronDownMini, ChevronUpMini } from "@medusajs/icons"
import { Button } from "@medusajs/ui"
import { Fragment, useId, useState } from "react"

import { settingFieldsOf } from "../../lib/engine-settings"
import { COMMON_FLAGS, MESSAGES_MAX, type MessageRow } from "../../lib/store-form"
import { useMessages } from "../../lib/use-messages"
import { FormSection } from "../form/form-section"
import { SwitchBox } from "../form/switch-box"
import { TextField } from "../form/text-field"
import type { FormPart } from "./edit-form"
import { SettingFields } from "./setting-fields"

/** What the channels of Medusa's providers are usually called. */
const PLACEHOLDERS = ["email", "push"]

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
    Object.keys(part.errors).some((path) => /^(age_gate|auto_enroll|notification)/.test(path))
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
        {COMMON_FLAGS.map((key) => (
          <SwitchBox
            key={key}
            label={t(`fields.${key}`)}
            hint={t(`hints.${key}`)}
            error={errors[key]}
            checked={form.flags[key] ?? false}
            onChange={(checked) => set({ flags: { ...form.flags, [key]: checked } })}
          />
        ))}
      </FormSection>
      <FormSection title={t("sections.messages")} hint={t("hints.notification")}>
        <MessageRows {...part} />
      </FormSection>
    </>
  )
}

/** The messages of the store and an empty row for one more, each as channel and template. */
const MessageRows = ({ form, errors, set }: FormPart) => {
  const t = useMessages()
  const { messages } = form
  const rows = [...messages, { channel: "", template: "" }].slice(0, MESSAGES_MAX)
  const change = (index: number, changed: Partial<MessageRow>) => {
    const next = rows.map((row, at) => (at === index ? { ...row, ...changed } : row))
    set({ messages: next.filter(({ channel, template }) => channel || template) })
  }
  // The server names the place in a list, and none where there is only one message.
  const errorOf = (index: number, field: string) =>
    errors[`notification.${index}.${field}`] ??
    (index === 0 ? errors[`notification.${field}`] : undefined)
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      {rows.map(({ channel, template }, index) => (
        <Fragment key={index}>
          <TextField
            label={t("fields.notification_channel", { number: index + 1 })}
            error={errorOf(index, "channel") ?? (index === 0 ? errors["notification"] : undefined)}
            placeholder={PLACEHOLDERS[index]}
            value={channel}
            onChange={(value) => change(index, { channel: value })}
          />
          <TextField
            label={t("fields.notification_template", { number: index + 1 })}
            error={errorOf(index, "template")}
            value={template}
            onChange={(value) => change(index, { template: value })}
          />
        </Fragment>
      ))}
    </div>
  )
}
