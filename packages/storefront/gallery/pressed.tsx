import { createElement, type ReactNode, useEffect, useRef } from "react"

/** Presses a button once it is there, to show what comes after. */
export function Pressed({ button, children }: { button: string; children: ReactNode }) {
  const around = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = around.current
    if (!element) {
      return
    }
    const watching = new MutationObserver(() => {
      const found = element.querySelector<HTMLButtonElement>(button)
      if (found) {
        watching.disconnect()
        found.click()
      }
    })
    watching.observe(element, { childList: true, subtree: true })
    return () => watching.disconnect()
  }, [button])
  return <div ref={around}>{children}</div>
}
