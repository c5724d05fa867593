"use client"

import type { ReactNode } from "react"

import { useLoyaltyContext } from "./context.js"
import { createContext, createElement, Fragment, useContext } from "./hooks.js"
import type { LoyaltyPart } from "./parts.js"

const InsideRoot = createContext(false)

/** The outermost element of a component: language and writing direction. Inside another: nothing. */
export function Root({ children, labelledBy }: { children: ReactNode; labelledBy?: string }) {
  const { part, format } = useLoyaltyContext()
  if (useContext(InsideRoot)) {
    return <>{children}</>
  }
  return (
    <InsideRoot.Provider value={true}>
      <section
        {...part("root")}
        lang={format.locale}
        dir={format.direction}
        aria-labelledby={labelledBy}
      >
        {children}
      </section>
    </InsideRoot.Provider>
  )
}

export type HeadingLevel = 2 | 3 | 4 | 5

/** A heading at the level that the page around it calls for. */
export function Heading(props: {
  level: HeadingLevel
  id?: string
  part?: LoyaltyPart
  children: ReactNode
}) {
  const { part } = useLoyaltyContext()
  const Tag = `h${props.level}` as const
  return (
    <Tag {...part(props.part ?? "title")} id={props.id}>
      {props.children}
    </Tag>
  )
}
