import { Hint, RadioGroup } from "@medusajs/ui"

import { FINALIZE_ON } from "../../lib/store-form"
import { useMessages } from "../../lib/use-messages"
import { FormSection } from "../form/form-section"
import type { FormPart } from "./edit-form"

/** When members get their points, in plain words. */
export const BookingFields = ({ form, errors, set }: FormPart) => {
  const t = useMessages()
  return (
    <FormSection title={t("sections.booking")} hint={t("sections.bookingHint")}>
      <RadioGroup
        aria-label={t("fields.finalize_on")}
        value={form.finalize_on}
        onValueChange={(value) => {
          const chosen = FINALIZE_ON.find((choice) => choice === value)
          if (chosen) {
            set({ finalize_on: chosen })
          }
        }}
      >
        {FINALIZE_ON.map((choice) => (
          <RadioGroup.ChoiceBox
            key={choice}
            value={choice}
            label={t(`finalize.${choice}.label`)}
            description={t(`finalize.${choice}.description`)}
          />
        ))}
      </RadioGroup>
      {errors["finalize_on"] && <Hint variant="error">{errors["finalize_on"]}</Hint>}
    </FormSection>
  )
}
