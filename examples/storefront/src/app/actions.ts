"use server"

import { cookies } from "next/headers"
import { redirect } from "next/navigation"

import { STORE_COOKIE } from "../lib/store"
import { readConfig } from "../server/config"

const ONE_YEAR_IN_S = 31_536_000

/** Remembers the store that the shopper picked; a name that is none of ours is ignored. */
export async function chooseStore(form: FormData): Promise<void> {
  const site_id = form.get("site_id")
  const store = readConfig().stores.find((candidate) => candidate.site_id === site_id)
  if (store) {
    const jar = await cookies()
    jar.set(STORE_COOKIE, store.site_id, { maxAge: ONE_YEAR_IN_S, sameSite: "lax", path: "/" })
  }
  redirect("/")
}
