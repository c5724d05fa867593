import { createServer, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** A payment as Stripe keeps it, and what was done with it. */
export interface Intent {
  id: string
  object: "payment_intent"
  client_secret: string
  /** In cents. */
  amount: number
  currency: string
  status: "requires_payment_method" | "requires_capture" | "succeeded" | "canceled"
  capture_method: string
  metadata: { session_id: string }
}

const ENDED: readonly Intent["status"][] = ["succeeded", "canceled"]

/** What Medusa's provider asks of Stripe's API, with Stripe's rules of when an intent can change. */
export class StripeStandIn {
  readonly intents: Intent[] = []
  private readonly server: Server

  private constructor() {
    this.server = createServer((request, response) => {
      let body = ""
      request.on("data", (chunk: Buffer) => (body += chunk.toString()))
      request.on("end", () => this.answer(request.url ?? "/", new URLSearchParams(body), response))
    })
  }

  static async start(): Promise<StripeStandIn> {
    const stand_in = new StripeStandIn()
    await new Promise<void>((resolve) => stand_in.server.listen(0, "127.0.0.1", resolve))
    return stand_in
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  /** The shopper's card says yes, in the browser: Medusa hears of it when it asks. */
  confirm(intent: Intent): void {
    intent.status = intent.capture_method === "manual" ? "requires_capture" : "succeeded"
  }

  /** What Stripe tells Medusa of a card that was charged. */
  notice(intent: Intent): string {
    const object = { ...intent, amount_received: intent.amount }
    return JSON.stringify({ type: "payment_intent.succeeded", data: { object } })
  }

  private answer(url: string, form: URLSearchParams, response: ServerResponse): void {
    const [, intents, id, action] =
      /^\/v1\/(payment_intents)(?:\/(\w+))?(?:\/(\w+))?/.exec(url) ?? []
    const send = (status: number, value: unknown) => {
      response.writeHead(status, { "content-type": "application/json" })
      response.end(JSON.stringify(value))
    }
    const found = this.intents.find((intent) => intent.id === id)
    if (intents && !id) {
      send(200, this.create(form))
    } else if (!found) {
      send(404, { error: { type: "invalid_request_error", message: `Nothing at ${url}` } })
    } else if (action === "cancel" && ENDED.includes(found.status)) {
      send(400, {
        error: {
          type: "invalid_request_error",
          code: "payment_intent_unexpected_state",
          message: `You cannot cancel this PaymentIntent because it has a status of ${found.status}.`,
          payment_intent: found,
        },
      })
    } else {
      if (action === "cancel") {
        found.status = "canceled"
      }
      send(200, found)
    }
  }

  private create(form: URLSearchParams): Intent {
    const id = `pi_${this.intents.length + 1}`
    const intent: Intent = {
      id,
      object: "payment_intent",
      client_secret: `${id}_secret`,
      amount: Number(form.get("amount")),
      currency: form.get("currency") ?? "",
      status: "requires_payment_method",
      capture_method: form.get("capture_method") ?? "automatic",
      metadata: { session_id: form.get("metadata[session_id]") ?? "" },
    }
    this.intents.push(intent)
    return intent
  }
}
