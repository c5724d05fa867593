import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto"

import { LoyaltyError } from "../domain/errors"
import type { EncryptionKey } from "./encryption-keys"

const FORMAT = "v1"
const CIPHER = "aes-256-gcm"
const NONCE_BYTES = 12
const TAG_BYTES = 16
const TOKEN = /^lst_([A-Za-z0-9-]{1,32})_([A-Za-z0-9_-]{43})$/

/** One derived key per purpose: what leaks about one use says nothing about the others. */
interface SubKeys {
  id: string
  seal: Buffer
  blind_index: Buffer
  token: Buffer
}

/**
 * Seals secrets and personal data, finds them again without opening them, and signs session
 * tokens. The first key writes; every key of the ring still reads, so a key is rotated by putting
 * a new one first and retired once `needsReseal` finds nothing of it.
 */
export class Keyring {
  // A private field of the language: neither a log nor JSON of the service can show keys.
  readonly #keys: readonly SubKeys[]

  constructor(keys: EncryptionKey[]) {
    if (keys.length === 0) {
      throw new Error("A keyring needs at least one key")
    }
    this.#keys = keys.map(({ id, key }) => ({
      id,
      seal: derive(key, "seal"),
      blind_index: derive(key, "blind-index"),
      token: derive(key, "session-token"),
    }))
  }

  /** Encrypts with the newest key. `aad` names the row, so a sealed value opens only in its row. */
  seal(plaintext: string, aad: string): string {
    const key = this.#newest()
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(CIPHER, key.seal, nonce, { authTagLength: TAG_BYTES })
    cipher.setAAD(boundTo(key.id, aad))
    const text = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()])
    const parts = [nonce, cipher.getAuthTag(), text].map((part) => part.toString("base64url"))
    return [FORMAT, key.id, ...parts].join(".")
  }

  /**
   * Opens what `seal` wrote with the same `aad`.
   *
   * @throws LoyaltyError `credentials_unreadable` when the key is gone, or the value was changed
   *   or copied from another row.
   */
  open(sealed: string, aad: string): string {
    const [format, id, nonce, tag, text, ...rest] = sealed.split(".")
    if (format !== FORMAT || !id || !nonce || !tag || text === undefined || rest.length > 0) {
      throw unreadable("A sealed value has an unknown format")
    }
    const key = this.#keys.find((candidate) => candidate.id === id)
    if (!key) {
      throw unreadable(
        `A sealed value needs encryption key "${id}", which is not in LOYALTY_ENCRYPTION_KEYS. ` +
          "Add the key again, or enter the credentials anew",
      )
    }
    try {
      const decipher = createDecipheriv(CIPHER, key.seal, Buffer.from(nonce, "base64url"), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(boundTo(id, aad))
      decipher.setAuthTag(Buffer.from(tag, "base64url"))
      return decipher.update(text, "base64url", "utf8") + decipher.final("utf8")
    } catch {
      // The cause says nothing more than "authentication failed" and is left out on purpose.
      throw unreadable(
        `A sealed value does not open with encryption key "${id}": it was changed, belongs to ` +
          "another row, or the key has another value than when it was sealed",
      )
    }
  }

  /** What every value sealed with the newest key begins with. */
  newestPrefix(): string {
    return `${FORMAT}.${this.#newest().id}.`
  }

  /** Whether `sealed` was written by a key that is no longer the newest. */
  needsReseal(sealed: string): boolean {
    return !sealed.startsWith(this.newestPrefix())
  }

  /** The blind index to write: equal values in one scope give equal indexes, nothing else shows. */
  blindIndex(value: string, scope: string): string {
    return blindIndexOf(this.#newest(), value, scope)
  }

  /**
   * The indexes to look up, newest first: a row may have been written with any key of the ring.
   * Under a row's lock, a writer that finds an older index replaces it by the newest.
   */
  blindIndexes(value: string, scope: string): string[] {
    return this.#keys.map((key) => blindIndexOf(key, value, scope))
  }

  /** A bearer token for `subject`: needs no row, and stays valid while its key is in the ring. */
  token(subject: string): string {
    const key = this.#newest()
    return `lst_${key.id}_${tokenMac(key, subject).toString("base64url")}`
  }

  /** Whether `token` was issued for `subject` by any key of the ring; compares in constant time. */
  verifyToken(subject: string, token: string): boolean {
    const [, id, mac] = TOKEN.exec(token) ?? []
    const key = this.#keys.find((candidate) => candidate.id === id)
    if (!key || !mac) {
      return false
    }
    const given = Buffer.from(mac, "base64url")
    const expected = tokenMac(key, subject)
    // 43 characters carry two bits that decode to nothing: only the canonical spelling is accepted.
    return (
      given.length === expected.length &&
      timingSafeEqual(given, expected) &&
      given.toString("base64url") === mac
    )
  }

  #newest(): SubKeys {
    return this.#keys[0] as SubKeys
  }
}

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, "", `medusa-plugin-loyalty/${purpose}/v1`, 32))
}

function boundTo(id: string, aad: string): Buffer {
  return Buffer.from(`${FORMAT}.${id}.${aad}`, "utf8")
}

function blindIndexOf(key: SubKeys, value: string, scope: string): string {
  // JSON keeps ("a", "bc") and ("ab", "c") apart, which plain joining would not.
  return createHmac("sha256", key.blind_index)
    .update(JSON.stringify([scope, value]))
    .digest("hex")
}

function tokenMac(key: SubKeys, subject: string): Buffer {
  return createHmac("sha256", key.token).update(subject, "utf8").digest()
}

function unreadable(message: string): LoyaltyError {
  return new LoyaltyError("credentials_unreadable", message)
}
