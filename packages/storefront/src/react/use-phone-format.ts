"use client"

import { loadPhoneFormat, type PhoneFormat } from "../core/phone.js"
import { useEffect, useState } from "./hooks.js"

/** The phone rules once they are loaded; without them a number is typed as it comes. */
export function usePhoneFormat(is_wanted: boolean): PhoneFormat | null {
  const [format, setFormat] = useState<PhoneFormat | null>(null)
  useEffect(() => {
    let is_gone = false
    if (is_wanted && !format) {
      loadPhoneFormat().then(
        (loaded) => {
          if (!is_gone) {
            setFormat(loaded)
          }
        },
        () => {
          // The server reads a number as typed: formatting is a comfort.
        },
      )
    }
    return () => {
      is_gone = true
    }
  }, [is_wanted, format])
  return format
}
