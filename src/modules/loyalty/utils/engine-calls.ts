import type { CallContext, LoyaltyProvider, ProviderResult } from "../../../types/provider"

/** The port's methods that send something to an engine; "test connection" is none of a shop's calls. */
const CALLS: ReadonlySet<string | symbol> = new Set<keyof LoyaltyProvider>([
  "identify",
  "enrol",
  "evaluate",
  "finalize",
  "reverse",
  "cancel",
  "status",
  "history",
])

/** One of these methods, whatever it is told and answers. */
export type EngineCall = (call: CallContext, ...rest: unknown[]) => Promise<ProviderResult<unknown>>

/** The same engine with something around each of its calls. */
export function withCalls(
  engine: LoyaltyProvider,
  around: (name: string, method: EngineCall) => EngineCall,
): LoyaltyProvider {
  return new Proxy(engine, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== "function") {
        return member
      }
      const method = member.bind(target) as EngineCall
      return CALLS.has(name) ? around(String(name), method) : method
    },
  })
}
