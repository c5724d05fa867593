import type { HttpTypes } from "@medusajs/types"

import { Field } from "./field"

// Where the chain delivers; the codes are those of Medusa's tax regions.
const STATES = [
  { code: "us-tx", name: "Texas" },
  { code: "us-ks", name: "Kansas" },
]

/** Where a delivery goes. */
export function AddressFields({
  address,
}: {
  address: HttpTypes.StoreCartAddress | null | undefined
}) {
  return (
    <>
      <Field
        label="Street and number"
        name="address_1"
        autoComplete="address-line1"
        required
        defaultValue={address?.address_1 ?? ""}
      />
      <div className="field-row">
        <Field
          label="City"
          name="city"
          autoComplete="address-level2"
          required
          defaultValue={address?.city ?? ""}
        />
        <Field
          label="ZIP code"
          name="postal_code"
          autoComplete="postal-code"
          inputMode="numeric"
          required
          defaultValue={address?.postal_code ?? ""}
        />
      </div>
      <div className="field">
        <label htmlFor="province">State</label>
        <select
          id="province"
          name="province"
          autoComplete="address-level1"
          defaultValue={address?.province ?? STATES[0]?.code}
        >
          {STATES.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <Field
        label="Phone for the driver"
        name="phone"
        type="tel"
        autoComplete="tel"
        defaultValue={address?.phone ?? ""}
      />
    </>
  )
}
