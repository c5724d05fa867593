import type { Basket, CallContext, LoyaltyIdentifier, LoyaltyProvider } from "../types/provider"

type Awaitable<T> = T | Promise<T>

/** What the engine behind the provider under test is expected to know. */
export interface ContractFixtures {
  /** An active member. */
  member: LoyaltyIdentifier
  /** Nobody. */
  unknown_member: LoyaltyIdentifier
  /** A blocked or closed member; null when the engine cannot have one. */
  inactive_member: LoyaltyIdentifier | null
  /** Somebody who is not a member yet, for a provider that can enrol; asked for once per run. */
  new_member?: LoyaltyIdentifier
  /** A basket the engine can price, with at least one line. */
  basket: Basket
  /** Texts that must never show up in a failure: credentials, and what identifies the members. */
  secrets: readonly string[]
}

/** Faults the engine can be made to have. Each is optional; a case without its fault is left out. */
export interface ContractFaults {
  /** A call whose engine refuses connections. */
  refusedCall?(): Awaitable<CallContext>
  /** Lets the engine apply the next finalize and lose its answer. */
  loseNextFinalizeReply?(): Awaitable<void>
  /** Lets the next evaluation be answered for a basket nobody asked about. */
  answerAnotherBasket?(): Awaitable<void>
  /** How many commits the engine itself counts for an order. */
  commitsOf?(order_id: string): Awaitable<number>
}

export interface ContractHarness {
  createProvider(): Awaitable<LoyaltyProvider>
  /** A call to a working engine; a new object every time. */
  createCall(): Awaitable<CallContext>
  fixtures: ContractFixtures
  faults?: ContractFaults
}

/** One rule of the port, as data: any runner can run it, and a test can expect it to fail. */
export interface ContractCase {
  name: string
  /** Rejects when the provider breaks the rule. */
  run(): Promise<void>
}
