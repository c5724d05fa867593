import { Badge, Text } from "@medusajs/ui"

import type { AdminLoyaltyStoreConfig } from "../../../types/http/admin"
import { useSalesChannels } from "../../hooks/api/sales-channels"
import { engineAddressOf } from "../../lib/engine-settings"
import { useMessages } from "../../lib/use-messages"
import { SectionRow } from "../section-row"

const NOTHING = "-"

/** What is saved for a store. */
export const StoreDetails = ({ config }: { config: AdminLoyaltyStoreConfig }) => {
  const t = useMessages()
  const { provider_id, client_id_hint } = config
  const credentials = client_id_hint
    ? t("credentials.savedAs", { hint: client_id_hint })
    : t(config.has_credentials ? "credentials.saved" : "credentials.none")
  return (
    <>
      <SectionRow title={t("fields.provider_id")}>
        {t(`providers.${provider_id}`, { defaultValue: provider_id })}
      </SectionRow>
      <SectionRow title={t("fields.participant_id")}>{config.participant_id ?? NOTHING}</SectionRow>
      <SectionRow title={t("fields.site_id")}>{config.site_id ?? NOTHING}</SectionRow>
      <SectionRow title={t("fields.api_url")}>
        {engineAddressOf(config.settings) ?? NOTHING}
      </SectionRow>
      <SectionRow title={t("fields.credentials")}>{credentials}</SectionRow>
      <SectionRow title={t("fields.finalize_on")}>
        {t(`finalize.${config.finalize_on}.label`)}
      </SectionRow>
      <SectionRow title={t("fields.sales_channel_ids")}>
        <ChannelBadges ids={config.sales_channel_ids} />
      </SectionRow>
    </>
  )
}

const ChannelBadges = ({ ids }: { ids: string[] }) => {
  const t = useMessages()
  const { sales_channels, isPending } = useSalesChannels()
  if (ids.length === 0) {
    return (
      <Text size="small" leading="compact">
        {t("channels.none")}. {t("channels.noneHint")}
      </Text>
    )
  }
  const nameOf = (id: string) => sales_channels?.find((channel) => channel.id === id)?.name ?? id
  return (
    <div className="flex flex-wrap gap-1">
      {ids.map((id) => (
        <Badge key={id} size="2xsmall" className={isPending ? "invisible" : undefined}>
          {nameOf(id)}
        </Badge>
      ))}
    </div>
  )
}
