"use client"

import { useState } from "react"

import { useCustomer } from "../../state/customer"
import { Field } from "../checkout/field"

const PASSWORD_MIN = 8

/** Sign in, or make an account. */
export function EntryForms() {
  const [mode, setMode] = useState<"sign-in" | "register">("sign-in")
  const isNew = mode === "register"
  return (
    <section className="panel narrow" aria-labelledby="entry-title">
      <h1 id="entry-title">{isNew ? "Create your account" : "Welcome back"}</h1>
      <p className="muted">
        {isNew
          ? "With your phone number you join Fastlane Rewards at once."
          : "Sign in to see your orders and points."}
      </p>
      <EntryForm key={mode} isNew={isNew} />
      <p>
        {isNew ? "You have an account already? " : "New here? "}
        <button
          type="button"
          className="link"
          onClick={() => setMode(isNew ? "sign-in" : "register")}
        >
          {isNew ? "Sign in" : "Create an account"}
        </button>
      </p>
    </section>
  )
}

function EntryForm({ isNew }: { isNew: boolean }) {
  const { signIn, register } = useCustomer()
  const [refusal, setRefusal] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  const submit = async (form: FormData) => {
    const text = (name: string) => {
      const value = form.get(name)
      return typeof value === "string" ? value : ""
    }
    const login = { email: text("email").trim(), password: text("password") }
    setBusy(true)
    const refused = isNew
      ? await register({
          ...login,
          first_name: text("first_name").trim(),
          last_name: text("last_name").trim(),
          phone: text("phone").trim(),
        })
      : await signIn(login)
    if (refused !== null) {
      setRefusal(refused)
      setBusy(false)
    }
  }

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isBusy) {
          void submit(new FormData(event.currentTarget))
        }
      }}
    >
      {isNew && (
        <>
          <div className="field-row">
            <Field label="First name" name="first_name" autoComplete="given-name" required />
            <Field label="Last name" name="last_name" autoComplete="family-name" required />
          </div>
          <Field label="Phone" name="phone" type="tel" autoComplete="tel" />
        </>
      )}
      <Field label="E-mail" name="email" type="email" autoComplete="email" required />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete={isNew ? "new-password" : "current-password"}
        required
        minLength={isNew ? PASSWORD_MIN : undefined}
        hint={isNew ? `At least ${PASSWORD_MIN} characters.` : undefined}
      />
      {refusal !== null && (
        <p role="alert" className="notice notice-bad">
          {refusal}
        </p>
      )}
      <button type="submit" className="button button-wide" aria-disabled={isBusy}>
        {isBusy ? "One moment…" : isNew ? "Create account" : "Sign in"}
      </button>
    </form>
  )
}
