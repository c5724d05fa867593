"use client"

import type { RefObject } from "react"
import { useEffect, useRef } from "./hooks.js"

/** What the element around needs to take the focus. */
interface FocusKeeper {
  ref: RefObject<HTMLDivElement>
  tabIndex: -1
  onFocus(): void
}

/**
 * Keeps the keyboard's place when what had the focus gives way to something else: the focus goes to
 * the element around it. Nothing moves before the shopper used what is inside.
 */
export function useFocusKeeper(shown: string): FocusKeeper {
  const ref = useRef<HTMLDivElement>(null)
  const was_used = useRef(false)
  const before = useRef(shown)
  useEffect(() => {
    const is_changed = before.current !== shown
    before.current = shown
    const has_lost = document.activeElement === document.body || !document.activeElement
    if (is_changed && was_used.current && has_lost) {
      ref.current?.focus()
    }
  }, [shown])
  return {
    ref,
    tabIndex: -1,
    onFocus: () => {
      was_used.current = true
    },
  }
}
