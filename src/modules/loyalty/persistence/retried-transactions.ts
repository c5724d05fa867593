import { setTimeout as pause } from "node:timers/promises"

const SERIALIZATION_FAILURE = "40001"
const DEADLOCK = "40P01"
const ATTEMPTS_MAX = 4
const FIRST_PAUSE_MS = 20

/** What Medusa's decorators open transactions with. */
export interface TransactionRepository {
  transaction<T>(
    task: (transactionManager: unknown) => Promise<T>,
    options?: Record<string, unknown>,
  ): Promise<T>
}

/**
 * A repository whose transactions are repeated where Postgres rolled them back because of another
 * one: it says so with 40001 and 40P01, and then nothing of them was stored. Nothing else is
 * repeated, above all no lost connection, where a commit may have gone through. Only the outermost
 * transaction comes here, because Medusa's decorators join one that is open.
 */
export function withRetries<R extends TransactionRepository>(
  repository: R,
  onRepeat: (code: string) => void,
): R {
  const transaction: TransactionRepository["transaction"] = async (task, options) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await repository.transaction(task, options)
      } catch (error) {
        const code = rolledBackBy(error)
        if (!code || attempt === ATTEMPTS_MAX) {
          throw error
        }
        onRepeat(code)
        // Two that met each other must not meet again.
        await pause(FIRST_PAUSE_MS * 2 ** attempt * Math.random())
      }
    }
  }
  return Object.assign(Object.create(repository) as R, { transaction })
}

function rolledBackBy(error: unknown): string | null {
  const code = (error as { code?: string } | null)?.code
  return code === SERIALIZATION_FAILURE || code === DEADLOCK ? code : null
}
