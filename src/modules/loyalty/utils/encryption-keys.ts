/** A key of the ring; its id is written beside everything it seals. */
export interface EncryptionKey {
  id: string
  key: Buffer
}

const KEY_BYTES = 32
const KEYS_MAX = 20
const HOW_TO =
  "Make one with: node -e \"console.log('k1:'+require('crypto').randomBytes(32).toString('base64'))\" " +
  "and set it as LOYALTY_ENCRYPTION_KEYS. To rotate, put the new key first and keep the old ones: " +
  "k2:…,k1:… (with several processes first in second place, until all of them know it)"

/**
 * Reads `kid1:base64,kid0:base64`, newest first.
 *
 * @throws Error that names the entry by position or id and says how to make a key; it never
 *   repeats key material.
 */
export function parseEncryptionKeys(raw: unknown): EncryptionKey[] {
  const entries = entriesOf(raw)
  if (entries.length === 0) {
    refuse("no encryption key is set, so credentials and phone numbers cannot be stored")
  }
  if (entries.length > KEYS_MAX) {
    refuse(`there are ${entries.length} encryption keys, at most ${KEYS_MAX} are allowed`)
  }
  const keys = entries.map(parseEntry)
  refuseDuplicates(keys)
  return keys
}

function entriesOf(raw: unknown): string[] {
  if (raw === undefined || raw === null) {
    return []
  }
  if (Array.isArray(raw) && raw.every((entry) => typeof entry === "string")) {
    return raw
  }
  if (typeof raw === "string") {
    return raw.trim() === "" ? [] : raw.split(",")
  }
  return refuse("encryption_keys must be a text or a list of texts")
}

function parseEntry(entry: string, index: number): EncryptionKey {
  const separator = entry.indexOf(":")
  const id = entry.slice(0, separator).trim()
  if (separator < 1 || !/^[A-Za-z0-9-]{1,32}$/.test(id)) {
    // The entry is not repeated: without a valid id, all of it may be key material.
    refuse(
      `encryption key number ${index + 1} must begin with an id of 1 to 32 letters, digits or ` +
        "dashes and a colon",
    )
  }
  const encoded = entry.slice(separator + 1).trim()
  const key = Buffer.from(encoded, "base64")
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded) || key.length !== KEY_BYTES) {
    refuse(`encryption key "${id}" must be exactly ${KEY_BYTES} bytes in base64`)
  }
  return { id, key }
}

function refuseDuplicates(keys: EncryptionKey[]): void {
  for (const [index, { id, key }] of keys.entries()) {
    const earlier = keys.slice(0, index)
    if (earlier.some((other) => other.id === id)) {
      refuse(`encryption key id "${id}" is used twice`)
    }
    const twin = earlier.find((other) => other.key.equals(key))
    if (twin) {
      refuse(`encryption keys "${twin.id}" and "${id}" are the same key`)
    }
  }
}

function refuse(problem: string): never {
  throw new Error(`medusa-plugin-loyalty cannot start: ${problem}. ${HOW_TO}`)
}
