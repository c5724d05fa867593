"use client"

import type { RefObject } from "react"
import { useEffect, useRef } from "./hooks.js"

/**
 * Keeps the keyboard's place when what had the focus gives way to something else: the focus goes to
 * the element around it. Nothing moves before the shopper used what is inside.
 */
export function useFocusKeeper<T extends HTMLElement>(shown: string): RefObject<T> {
  const around = useRef<T>(null)
  const was_used = useRef(false)
  const before = useRef(shown)
  useEffect(() => {
    const element = around.current
    const note = () => {
      was_used.current = true
    }
    element?.addEventListener("focusin", note)
    return () => element?.removeEventListener("focusin", note)
  }, [])
  useEffect(() => {
    const is_changed = before.current !== shown
    before.current = shown
    const has_lost = document.activeElement === document.body || !document.activeElement
    if (is_changed && was_used.current && has_lost) {
      around.current?.focus()
    }
  }, [shown])
  return around
}
