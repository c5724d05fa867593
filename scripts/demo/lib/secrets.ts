import { randomBytes } from "node:crypto"
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

/** Environment variables with a value of this demo alone. */
export interface DemoSecrets {
  LOYALTY_ENCRYPTION_KEYS: string
  JWT_SECRET: string
  COOKIE_SECRET: string
}

const OWNER_ONLY = 0o600

/**
 * Reads the demo's secrets, or makes them at the first start. They must stay the same: what the
 * encryption key sealed in the database opens with no other.
 */
export function loadSecrets(folder: string): DemoSecrets {
  const file = path.join(folder, "secrets.json")
  if (existsSync(file)) {
    return JSON.parse(readFileSync(file, "utf8")) as DemoSecrets
  }
  mkdirSync(folder, { recursive: true })
  const secrets = {
    LOYALTY_ENCRYPTION_KEYS: `demo:${randomBytes(32).toString("base64")}`,
    JWT_SECRET: randomBytes(32).toString("base64url"),
    COOKIE_SECRET: randomBytes(32).toString("base64url"),
  }
  writeFileSync(file, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: OWNER_ONLY })
  chmodSync(file, OWNER_ONLY)
  return secrets
}
