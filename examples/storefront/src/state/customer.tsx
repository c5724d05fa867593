"use client"

import type { HttpTypes } from "@medusajs/types"
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from "react"

import { explain, statusOf } from "../lib/errors"
import { useCart } from "./cart"
import { useShop } from "./shop"

/** What a person types to get in; a name only when they register. */
export interface Login {
  email: string
  password: string
}

export interface Registration extends Login {
  first_name: string
  last_name: string
  phone: string
}

/** Null when it worked, else why it did not, for the person. */
type Refusal = string | null

interface CustomerContextValue {
  customer: HttpTypes.StoreCustomer | null
  isLoading: boolean
  signIn: (login: Login) => Promise<Refusal>
  register: (registration: Registration) => Promise<Refusal>
  signOut: () => Promise<void>
}

const CustomerContext = createContext<CustomerContextValue | null>(null)
const PROVIDER = "emailpass"

/** Holds who is signed in. */
export function CustomerProvider({ children }: { children: ReactNode }) {
  const { sdk } = useShop()
  const { cart, change } = useCart()
  const [customer, setCustomer] = useState<HttpTypes.StoreCustomer | null>(null)
  const [isLoading, setLoading] = useState(true)
  const cartId = cart?.id

  const read = useCallback(async () => {
    const reply = await sdk.store.customer.retrieve()
    setCustomer(reply.customer)
  }, [sdk])

  useEffect(() => {
    const known = async () => {
      if (await sdk.client.getToken()) {
        await read()
      }
    }
    known()
      // An expired token: the shopper is a guest until they sign in again.
      .catch(() => sdk.client.clearToken())
      .finally(() => setLoading(false))
  }, [sdk, read])

  const signIn = useCallback(
    async ({ email, password }: Login): Promise<Refusal> => {
      try {
        const token = await sdk.auth.login("customer", PROVIDER, { email, password })
        if (typeof token !== "string") {
          return "This account needs a second step to sign in, which this shop does not offer."
        }
        await read()
      } catch (error) {
        return statusOf(error) === 401
          ? "That e-mail and password do not belong together."
          : explain(error)
      }
      if (cartId !== undefined) {
        await change((api) => api.giveToCustomer())
      }
      return null
    },
    [sdk, read, change, cartId],
  )

  const register = useCallback(
    async ({ email, password, ...person }: Registration): Promise<Refusal> => {
      try {
        await sdk.auth.register("customer", PROVIDER, { email, password })
        await sdk.store.customer.create({ email, ...person, phone: person.phone || undefined })
      } catch (error) {
        return statusOf(error) === 401
          ? "There is an account with this e-mail already. Sign in instead."
          : explain(error)
      }
      return signIn({ email, password })
    },
    [sdk, signIn],
  )

  const signOut = useCallback(async () => {
    await sdk.auth.logout()
    setCustomer(null)
  }, [sdk])

  const value = useMemo(
    () => ({ customer, isLoading, signIn, register, signOut }),
    [customer, isLoading, signIn, register, signOut],
  )
  return <CustomerContext.Provider value={value}>{children}</CustomerContext.Provider>
}

/** @throws Error outside of `CustomerProvider` */
export function useCustomer(): CustomerContextValue {
  const value = useContext(CustomerContext)
  if (!value) {
    throw new Error("useCustomer needs a CustomerProvider above it.")
  }
  return value
}
