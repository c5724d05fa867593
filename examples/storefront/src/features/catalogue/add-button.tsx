"use client"

import { useState } from "react"

import { useOwnChange } from "../../state/cart"

interface AddButtonProps {
  variant_id: string
  name: string
  isAvailable: boolean
  quantity?: number
  /** On the product's own page, where the name need not be repeated. */
  isLarge?: boolean
}

/** Puts a product into the cart and says so, also to those who cannot see the button. */
export function AddButton({
  variant_id,
  name,
  isAvailable,
  quantity = 1,
  isLarge = false,
}: AddButtonProps) {
  const { change, problem } = useOwnChange()
  const [state, setState] = useState<"idle" | "adding" | "added" | "failed">("idle")

  if (!isAvailable) {
    return <span className="sold-out">Sold out</span>
  }
  const add = async () => {
    setState("adding")
    const worked = await change((api) => api.add(variant_id, quantity))
    setState(worked ? "added" : "failed")
  }
  return (
    <>
      <button
        type="button"
        className={isLarge ? "button" : "button button-small"}
        aria-label={isLarge ? undefined : `Add ${name} to cart`}
        // Not `disabled`: that would take the focus away from whoever uses a keyboard.
        aria-disabled={state === "adding"}
        onClick={() => {
          if (state !== "adding") {
            void add()
          }
        }}
      >
        {state === "adding" ? "Adding…" : isLarge ? "Add to cart" : "Add"}
      </button>
      <span role="status" className={problem === null ? "visually-hidden" : "add-problem"}>
        {state === "added" && `${name} is in your cart. `}
        {state === "failed" && `${name} could not be added. `}
        {problem}
      </span>
    </>
  )
}
