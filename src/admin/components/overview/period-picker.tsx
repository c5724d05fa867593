import { DatePicker, Select } from "@medusajs/ui"

import { PERIODS } from "../../lib/period"
import { useMessages } from "../../lib/use-messages"
import type { OverviewQuestion } from "../../lib/use-overview-question"

interface PeriodPickerProps {
  question: OverviewQuestion
  stores: readonly { id: string; name: string }[]
}

const ALL = "__all__"

/** Which stores and which time the figures are about. */
export const PeriodPicker = ({ question, stores }: PeriodPickerProps) => {
  const t = useMessages()
  const { store_id, period, days, setStore, setPeriod, setDays } = question
  return (
    <div className="flex flex-wrap items-center gap-2">
      {stores.length > 1 && (
        <Select
          size="small"
          value={store_id ?? ALL}
          onValueChange={(chosen) => setStore(chosen === ALL ? null : chosen)}
        >
          <Select.Trigger aria-label={t("fields.store")} className="w-56">
            <Select.Value />
          </Select.Trigger>
          <Select.Content>
            <Select.Item value={ALL}>{t("overview.allStores")}</Select.Item>
            {stores.map(({ id, name }) => (
              <Select.Item key={id} value={id}>
                {name}
              </Select.Item>
            ))}
          </Select.Content>
        </Select>
      )}
      <Select
        size="small"
        value={period}
        onValueChange={(chosen) => setPeriod(PERIODS.find((name) => name === chosen) ?? "custom")}
      >
        <Select.Trigger aria-label={t("overview.period")} className="w-44">
          <Select.Value />
        </Select.Trigger>
        <Select.Content>
          {[...PERIODS, "custom" as const].map((name) => (
            <Select.Item key={name} value={name}>
              {t(`overview.periods.${name}`)}
            </Select.Item>
          ))}
        </Select.Content>
      </Select>
      {period === "custom" && (
        <>
          <DatePicker
            size="small"
            aria-label={t("overview.from")}
            value={days.first}
            maxValue={days.last}
            onChange={(first) => first && setDays({ ...days, first })}
          />
          <DatePicker
            size="small"
            aria-label={t("overview.to")}
            value={days.last}
            minValue={days.first}
            onChange={(last) => last && setDays({ ...days, last })}
          />
        </>
      )}
    </div>
  )
}
