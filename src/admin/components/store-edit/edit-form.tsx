import { Alert, Button, Drawer, toast } from "@medusajs/ui"
import { useEffect, useMemo, useRef, useState, type FormEvent } from "react"

import type { AdminLoyaltyStore, AdminLoyaltyStoreConfig } from "../../../types/http/admin"
import { useUpdateLoyaltyStoreConfig } from "../../hooks/api/loyalty-stores"
import { useSalesChannels } from "../../hooks/api/sales-channels"
import { hasField } from "../../lib/engine-settings"
import { fieldErrorsOf, withNames, type FieldErrors } from "../../lib/field-errors"
import type { RequestError } from "../../lib/request-error"
import {
  changeOf,
  formOf,
  movesCredentials,
  NotJsonError,
  type StoreForm,
} from "../../lib/store-form"
import { useMessages } from "../../lib/use-messages"
import { BookingFields } from "./booking-fields"
import { ChannelsField } from "./channels-field"
import { ConnectionFields } from "./connection-fields"
import { credentialsIn } from "./credentials-fields"
import { MoreFields } from "./more-fields"
import { StoreFields } from "./store-fields"

interface EditFormProps {
  store: AdminLoyaltyStore
  stores: AdminLoyaltyStore[]
  provider_ids: string[]
  config: AdminLoyaltyStoreConfig | null
  refusal: RequestError | null
  onClose: () => void
}

/** What every part of the form works with. */
export interface FormPart {
  form: StoreForm
  errors: FieldErrors
  set: (change: Partial<StoreForm>) => void
}

export const EditForm = ({
  store,
  stores,
  provider_ids,
  config,
  refusal,
  onClose,
}: EditFormProps) => {
  const t = useMessages()
  const names = useNames(stores)
  const [form, setForm] = useState(() => formOf(config, provider_ids))
  const [errors, setErrors] = useState<FieldErrors>(() =>
    refusal ? fieldErrorsOf(refusal, t, names) : {},
  )
  const [failure, setFailure] = useState<string | null>(null)
  const saved = () => {
    toast.success(t("edit.saved", { store: store.name }))
    onClose()
  }
  const { mutate, isPending } = useUpdateLoyaltyStoreConfig(store.id, {
    onSuccess: () => saved(),
    onError: (error) => {
      const found = error.refusal ? fieldErrorsOf(error, t, names) : {}
      setErrors(found)
      setFailure(failureOf(error, found))
    },
  })

  const failureOf = (error: RequestError, found: FieldErrors) => {
    if (error.refusal?.code === "version_conflict") {
      return t("edit.conflict")
    }
    if (Object.keys(found).length === 0) {
      return withNames(error.message, names)
    }
    const unseen = Object.entries(found).filter(([path]) => !hasField(path, form.provider_id))
    return [t("edit.wrong"), ...unseen.map(([path, words]) => `${path}: ${words}`)].join(" ")
  }
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const credentials = credentialsIn(event.currentTarget)
    try {
      const change = { ...changeOf(form, config), ...(credentials && { credentials }) }
      if (Object.keys(change).length === 0) {
        saved()
      } else {
        mutate(change)
      }
    } catch (error) {
      if (!(error instanceof NotJsonError)) {
        throw error
      }
      setErrors({ settings: t("edit.notJson") })
    }
  }
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (Object.keys(errors).length > 0) {
      const wrong =
        body.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid="true"]') ??
        body.current?.querySelector<HTMLElement>('[role="alert"]')
      wrong?.focus({ preventScroll: true })
      // In the middle, so that the words below the field are in view as well.
      wrong?.scrollIntoView({ block: "center" })
    }
  }, [errors])
  const part: FormPart = {
    form,
    errors,
    set: (change) => setForm((current) => ({ ...current, ...change })),
  }
  const isMoving = movesCredentials(form, config)
  return (
    <form onSubmit={save} className="flex min-h-0 flex-1 flex-col" noValidate autoComplete="off">
      <Drawer.Body ref={body} className="flex flex-1 flex-col gap-y-8 overflow-y-auto">
        {failure && (
          <Alert variant="error" role="alert">
            {failure}
          </Alert>
        )}
        <StoreFields {...part} config={config} provider_ids={provider_ids} />
        <ConnectionFields {...part} config={config} isMoving={isMoving} />
        <BookingFields {...part} />
        <ChannelsField {...part} store_id={store.id} stores={stores} />
        <MoreFields {...part} />
      </Drawer.Body>
      <Drawer.Footer>
        <Drawer.Close asChild>
          <Button size="small" variant="secondary" type="button">
            {t("actions.cancel")}
          </Button>
        </Drawer.Close>
        <Button size="small" type="submit" isLoading={isPending}>
          {t("actions.save")}
        </Button>
      </Drawer.Footer>
    </form>
  )
}

/** Messages of the server name ids; a merchant knows names. */
function useNames(stores: AdminLoyaltyStore[]): ReadonlyMap<string, string> {
  const { sales_channels } = useSalesChannels()
  return useMemo(
    () => new Map([...stores, ...(sales_channels ?? [])].map(({ id, name }) => [id, name])),
    [stores, sales_channels],
  )
}
