import { Hint, Input, Label, RadioGroup, toast } from "@medusajs/ui"
import { useDeferredValue, useId, useState } from "react"

import type { AdminLoyaltyMember } from "../../../types/http/admin"
import { nameOf, useCustomers } from "../../hooks/api/customers"
import { useLinkLoyaltyMember } from "../../hooks/api/loyalty-members"
import { useMessages } from "../../lib/use-messages"
import { ReasonDrawer } from "../reason-drawer"

interface LinkDrawerProps {
  member: AdminLoyaltyMember
  open: boolean
  onClose: () => void
}

/** Chooses the customer whose account this is; whoever does it has checked that. */
export const LinkDrawer = ({ member, open, onClose }: LinkDrawerProps) => {
  const t = useMessages()
  const [customer_id, setCustomer] = useState<string | null>(null)
  const [isMissing, setMissing] = useState(false)
  const { mutate, isPending } = useLinkLoyaltyMember(member.id, {
    onSuccess: () => {
      toast.success(t("members.linkedDone"))
      onClose()
    },
    onError: (error) => void toast.error(error.message),
  })
  const confirm = (reason: string) => {
    setMissing(customer_id === null)
    if (customer_id !== null) {
      mutate({ customer_id, reason })
    }
  }
  return (
    <ReasonDrawer
      open={open}
      title={t("members.linkTitle")}
      description={t("members.linkText")}
      confirm={t("members.link")}
      isPending={isPending}
      onConfirm={confirm}
      onClose={onClose}
    >
      <CustomerField chosen={customer_id} isMissing={isMissing} onChoose={setCustomer} />
    </ReasonDrawer>
  )
}

interface CustomerFieldProps {
  chosen: string | null
  isMissing: boolean
  onChoose: (id: string) => void
}

const CustomerField = ({ chosen, isMissing, onChoose }: CustomerFieldProps) => {
  const t = useMessages()
  const id = useId()
  const [search, setSearch] = useState("")
  const { customers, isError } = useCustomers(useDeferredValue(search))
  return (
    <div className="flex flex-col gap-y-2">
      <Label htmlFor={id} size="small" weight="plus">
        {t("sessions.customer")}
      </Label>
      <Input
        id={id}
        type="search"
        size="small"
        autoComplete="off"
        placeholder={t("members.searchCustomer")}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <RadioGroup
        aria-label={t("sessions.customer")}
        className="max-h-64 overflow-y-auto"
        value={chosen ?? ""}
        onValueChange={onChoose}
      >
        {customers?.map((customer) => (
          <RadioGroup.ChoiceBox
            key={customer.id}
            value={customer.id}
            label={nameOf(customer)}
            description={customer.email}
          />
        ))}
      </RadioGroup>
      {isMissing && chosen === null && <Hint variant="error">{t("members.chooseCustomer")}</Hint>}
      {isError && <Hint variant="error">{t("members.customersFailed")}</Hint>}
    </div>
  )
}
