import { randomBytes } from "node:crypto"
import type { IncomingHttpHeaders } from "node:http"
import { ContractError } from "../errors.js"
import type { Settings } from "../options.js"

/** What every token begins with, so that one that leaked is recognized wherever it stands. */
const PREFIX = "simtoken_"

export class Tokens {
  private readonly expiresAt = new Map<string, number>()

  constructor(private readonly now: Settings["now"]) {}

  issue(lifetimeSeconds: number): string {
    const token = PREFIX + randomBytes(24).toString("base64url")
    this.expiresAt.set(token, this.now().getTime() + lifetimeSeconds * 1000)
    return token
  }

  /** The token comes as a bearer, or in a header of its own for stores set up that way. */
  require(headers: IncomingHttpHeaders): void {
    const bearer = headers.authorization?.match(/^Bearer (.+)$/i)?.[1]
    const token = bearer ?? headers["access_token"]
    const expiresAt = typeof token === "string" ? this.expiresAt.get(token) : undefined
    if (expiresAt !== undefined && expiresAt > this.now().getTime()) return
    throw new ContractError(401, "TOKEN_EXPIRED", "the access token is missing or has expired")
  }
}
