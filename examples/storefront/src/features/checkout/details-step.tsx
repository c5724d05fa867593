"use client"

import type { HttpTypes } from "@medusajs/types"
import { useEffect, useRef, useState } from "react"

import { formatMoney } from "../../lib/money"
import { useOwnChange } from "../../state/cart"
import { useCustomer } from "../../state/customer"
import { useShop } from "../../state/shop"
import { AddressFields } from "./address-fields"
import { addressOf, isPickup } from "./details"
import { Field } from "./field"
import { Step } from "./step"
import { useShippingOptions } from "./use-shipping-options"
import { WayPicker } from "./way-picker"

interface DetailsStepProps {
  cart: HttpTypes.StoreCart
  isDone: boolean
}

/** Who orders, and how the goods get to them. */
export function DetailsStep({ cart, isDone }: DetailsStepProps) {
  const [isOpen, setOpen] = useState(!isDone)
  const { options } = useShippingOptions(cart.id)
  if (!isOpen && isDone) {
    return (
      <Step
        number={1}
        title="Your details"
        isDone
        action={
          <button type="button" className="link" onClick={() => setOpen(true)}>
            Change<span className="visually-hidden"> your details</span>
          </button>
        }
      >
        <DetailsSummary cart={cart} options={options} />
      </Step>
    )
  }
  return (
    <Step number={1} title="Your details">
      <DetailsForm cart={cart} options={options} onDone={() => setOpen(false)} />
    </Step>
  )
}

interface SummaryProps {
  cart: HttpTypes.StoreCart
  options: HttpTypes.StoreCartShippingOption[]
}

function DetailsSummary({ cart, options }: SummaryProps) {
  const [method] = cart.shipping_methods ?? []
  const option = options.find(({ id }) => id === method?.shipping_option_id)
  const address = cart.shipping_address
  return (
    <p className="step-summary">
      {address?.first_name} {address?.last_name} · {cart.email}
      <br />
      {option?.name ?? method?.name}
      {method && method.amount > 0 && ` (${formatMoney(method.amount, cart.currency_code)})`}:{" "}
      {address?.address_1}, {address?.city}
    </p>
  )
}

function DetailsForm({ cart, options, onDone }: SummaryProps & { onDone: () => void }) {
  const { store } = useShop()
  const { customer } = useCustomer()
  const { change, problem } = useOwnChange()
  const [isSaving, setSaving] = useState(false)
  const [chosen, setChosen] = useState(cart.shipping_methods?.[0]?.shipping_option_id)
  const option = options.find(({ id }) => id === chosen) ?? options[0]
  const pickup = option !== undefined && isPickup(option)
  const address = cart.shipping_address
  const form = useRef<HTMLFormElement>(null)

  const save = async (data: FormData) => {
    if (!option) {
      return
    }
    setSaving(true)
    const shipping_address = addressOf(data, store, pickup)
    const worked = await change(async (api) => {
      const email = data.get("email")
      await api.update({
        email: typeof email === "string" ? email.trim() : "",
        shipping_address,
        billing_address: shipping_address,
      })
      await api.chooseShipping(option.id)
    })
    setSaving(false)
    if (worked) {
      onDone()
    }
  }
  // A customer who signs in late still finds their name here, unless they typed one.
  useEffect(() => {
    for (const name of ["email", "first_name", "last_name", "phone"] as const) {
      const input = form.current?.elements.namedItem(name)
      if (input instanceof HTMLInputElement && input.value === "") {
        input.value = customer?.[name] ?? ""
      }
    }
  }, [customer])

  return (
    <form
      ref={form}
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isSaving) {
          void save(new FormData(event.currentTarget))
        }
      }}
    >
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="email"
        required
        defaultValue={cart.email ?? ""}
      />
      <div className="field-row">
        <Field
          label="First name"
          name="first_name"
          autoComplete="given-name"
          required
          defaultValue={address?.first_name ?? ""}
        />
        <Field
          label="Last name"
          name="last_name"
          autoComplete="family-name"
          required
          defaultValue={address?.last_name ?? ""}
        />
      </div>
      <WayPicker
        options={options}
        chosen={option?.id}
        currency_code={cart.currency_code}
        onChoose={setChosen}
      />
      {!pickup && option && <AddressFields address={address} />}
      {problem !== null && (
        <p role="alert" className="notice notice-bad">
          {problem}
        </p>
      )}
      <button type="submit" className="button button-wide" aria-disabled={isSaving || !option}>
        {isSaving ? "Saving…" : "Continue"}
      </button>
    </form>
  )
}
