import { Text, toast } from "@medusajs/ui"

import type { AdminLoyaltyAdjustment } from "../../../types/http/books"
import { useSettleLoyaltyAdjustment } from "../../hooks/api/loyalty-adjustments"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { ReasonDrawer } from "../reason-drawer"

interface SettleDrawerProps {
  adjustment: AdminLoyaltyAdjustment
  orderName: string | null
  onClose: () => void
}

/** Notes that somebody has put it right at the engine or with the shopper, and how. */
export const SettleDrawer = ({ adjustment, orderName, onClose }: SettleDrawerProps) => {
  const t = useMessages()
  const { mutate, isPending } = useSettleLoyaltyAdjustment(adjustment.id, {
    onSuccess: () => {
      toast.success(t("adjustments.settledDone"))
      onClose()
    },
    onError: (error) => void toast.error(error.message),
  })
  return (
    <ReasonDrawer
      open
      title={t("adjustments.settleTitle")}
      description={t("adjustments.settleText")}
      confirm={t("adjustments.settle")}
      isPending={isPending}
      onConfirm={(reason) => mutate({ reason })}
      onClose={onClose}
    >
      <Facts adjustment={adjustment} orderName={orderName} />
    </ReasonDrawer>
  )
}

const Facts = ({ adjustment, orderName }: Omit<SettleDrawerProps, "onClose">) => {
  const t = useMessages()
  const format = useFormat()
  const { kind, member, points, amount, currency_code, details } = adjustment
  const facts = [
    [t("sessions.order"), orderName],
    [t("sessions.member"), format.parts([member?.display_name, member?.masked_id])],
    [t("sessions.points"), points === 0 ? null : format.integer(points)],
    [t("adjustments.amount"), amount === 0 ? null : format.money(amount, currency_code)],
    [t("adjustments.code"), typeof details?.["code"] === "string" ? details["code"] : null],
  ].filter((fact): fact is [string, string] => Boolean(fact[1]))
  return (
    <div className="bg-ui-bg-subtle flex flex-col gap-y-3 rounded-lg px-4 py-3">
      <div>
        <Text size="small" leading="compact" weight="plus">
          {t(`adjustment.${kind}`, { defaultValue: kind })}
        </Text>
        <Text size="small" className="text-ui-fg-subtle">
          {t(`adjustmentAdvice.${kind}`, { defaultValue: "" })}
        </Text>
      </div>
      <dl className="txt-small grid grid-cols-2 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ui-fg-subtle">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
