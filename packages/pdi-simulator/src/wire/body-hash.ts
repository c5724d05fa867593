import { createHash } from "node:crypto"

/** Fields that tell how a body was sent, not what it says: a resend may change them. */
const DELIVERY_FIELDS = new Set(["retryCount", "offline"])

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (value === null || typeof value !== "object") return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, canonical(inner)])
}

export function bodyHash(body: object): string {
  const said = Object.fromEntries(Object.entries(body).filter(([key]) => !DELIVERY_FIELDS.has(key)))
  return createHash("sha256")
    .update(JSON.stringify(canonical(said)))
    .digest("hex")
}
