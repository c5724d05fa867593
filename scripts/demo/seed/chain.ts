/** The marker in `metadata.demo` of what the seed made and would otherwise not recognise. */
export const DEMO_KEY = "fastlane"

/** One site of the chain: a Medusa store with a sales channel and a publishable key of its own. */
export interface SeedSite {
  site_id: string
  name: string
  channel: string
  street: string
  city: string
  postal_code: string
  /** ISO 3166-2 in lower case, as Medusa's tax regions want it. */
  province: string
}

/** The first site takes over the store and the sales channel that Medusa makes by itself. */
export const SITES: [SeedSite, ...SeedSite[]] = [
  {
    site_id: "0300",
    name: "Fastlane #0300 Main St",
    channel: "Fastlane #0300 web shop",
    street: "300 Main St",
    city: "Austin",
    postal_code: "78701",
    province: "us-tx",
  },
  {
    site_id: "0301",
    name: "Fastlane #0301 Airport Rd",
    channel: "Fastlane #0301 web shop",
    street: "41 Airport Rd",
    city: "Dallas",
    postal_code: "75261",
    province: "us-tx",
  },
  {
    site_id: "0302",
    name: "Fastlane #0302 Prairie Ave",
    channel: "Fastlane #0302 web shop",
    street: "1200 Prairie Ave",
    city: "Wichita",
    postal_code: "67202",
    province: "us-ks",
  },
]

export const CURRENCY = "usd"
export const COUNTRY = "us"
export const REGION_NAME = "United States"
export const PAYMENT_PROVIDER = "pp_system_default"
export const TAX_PROVIDER = "tp_system"
export const FULFILLMENT_PROVIDER = "manual_manual"

/** Sales tax by state, in percent; prices are without it. */
export interface SeedTax {
  province: string
  name: string
  code: string
  rate: number
}

export const TAXES: SeedTax[] = [
  { province: "us-tx", name: "Texas sales tax", code: "TX", rate: 8.25 },
  { province: "us-ks", name: "Kansas sales tax", code: "KS", rate: 6.5 },
]

export const STOCK_LOCATION = "Fastlane Austin"
export const SHIPPING_PROFILE = "Default Shipping Profile"

/** A way to get the goods; each stands in a fulfillment set and a service zone of its own. */
export interface SeedShipping {
  set: string
  type: "pickup" | "shipping"
  zone: string
  option: string
  code: string
  description: string
  amount: number
}

export const SHIPPING: [SeedShipping, ...SeedShipping[]] = [
  {
    set: "Fastlane pickup",
    type: "pickup",
    zone: "Fastlane pickup, United States",
    option: "Store pickup",
    code: "store-pickup",
    description: "Ready in ten minutes.",
    amount: 0,
  },
  {
    set: "Fastlane delivery",
    type: "shipping",
    zone: "Fastlane delivery, United States",
    option: "Local delivery",
    code: "local-delivery",
    description: "Within an hour.",
    amount: 4.99,
  },
]
