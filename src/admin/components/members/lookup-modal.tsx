import { Button, FocusModal, Heading, Text } from "@medusajs/ui"
import { useState, type FormEvent } from "react"
import { Link } from "react-router-dom"

import type { AdminLookUpLoyaltyMembers, AdminLoyaltyMember } from "../../../types/http/admin"
import { useLookUpLoyaltyMembers } from "../../hooks/api/loyalty-members"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { ChoiceField } from "../form/choice-field"
import { TextField } from "../form/text-field"

const KINDS = ["phone", "email", "card"] as const
type Kind = (typeof KINDS)[number]

/** Finds a member by a whole number or address, as somebody says it on the phone. */
export const LookupModal = () => {
  const t = useMessages()
  const [open, setOpen] = useState(false)
  return (
    <FocusModal open={open} onOpenChange={setOpen}>
      <FocusModal.Trigger asChild>
        <Button size="small" variant="secondary">
          {t("members.lookUp")}
        </Button>
      </FocusModal.Trigger>
      <FocusModal.Content>
        <FocusModal.Header />
        <FocusModal.Body className="flex flex-col items-center overflow-y-auto py-16">
          <div className="flex w-full max-w-[720px] flex-col gap-y-6 px-2">
            <div>
              <FocusModal.Title asChild>
                <Heading>{t("members.lookUpTitle")}</Heading>
              </FocusModal.Title>
              <FocusModal.Description asChild>
                <Text size="small" className="text-ui-fg-subtle">
                  {t("members.lookUpText")}
                </Text>
              </FocusModal.Description>
            </div>
            <LookupForm />
          </div>
        </FocusModal.Body>
      </FocusModal.Content>
    </FocusModal>
  )
}

const LookupForm = () => {
  const t = useMessages()
  const [kind, setKind] = useState<Kind>("phone")
  const [value, setValue] = useState("")
  const { mutate, data, error, isPending, reset } = useLookUpLoyaltyMembers()
  const search = (event: FormEvent) => {
    event.preventDefault()
    const body: AdminLookUpLoyaltyMembers = { [kind]: value }
    mutate(body)
  }
  const type = (text: string) => {
    setValue(text)
    reset()
  }
  return (
    <>
      <form className="flex flex-col gap-y-4" onSubmit={search} noValidate autoComplete="off">
        <ChoiceField
          label={t("members.kind")}
          value={kind}
          choices={KINDS.map((name) => ({ value: name, label: t(`members.kinds.${name}`) }))}
          onChange={(chosen) => setKind(KINDS.find((name) => name === chosen) ?? "phone")}
        />
        <TextField
          label={t(`members.kinds.${kind}`)}
          value={value}
          error={error?.message}
          onChange={type}
        />
        <Button size="small" type="submit" className="self-end" isLoading={isPending}>
          {t("members.find")}
        </Button>
      </form>
      {data && <Found members={data.loyalty_members} />}
    </>
  )
}

const Found = ({ members }: { members: AdminLoyaltyMember[] }) => {
  const t = useMessages()
  const format = useFormat()
  if (members.length === 0) {
    return (
      <Text size="small" className="text-ui-fg-subtle" role="status">
        {t("members.nobody")}
      </Text>
    )
  }
  return (
    <ul className="shadow-elevation-card-rest divide-y rounded-lg" aria-label={t("members.title")}>
      {members.map((member) => (
        <li key={member.id}>
          <Link
            to={`/loyalty/members/${member.id}`}
            className="hover:bg-ui-bg-base-hover flex items-center justify-between gap-x-4 px-4 py-3"
          >
            <Text size="small" weight="plus">
              {format.parts([member.display_name, member.masked_id])}
            </Text>
            <Text size="small" className="text-ui-fg-subtle">
              {format.parts([
                member.tier,
                t("sessions.balance", { points: format.integer(member.points_balance) }),
              ])}
            </Text>
          </Link>
        </li>
      ))}
    </ul>
  )
}
