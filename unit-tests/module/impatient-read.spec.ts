import { impatiently } from "../../src/modules/loyalty/persistence/impatient-read"

/** A database whose statements take as long as they are told, and end as Knex ends them. */
const databaseOf = (answers: ("late" | "quick" | Error)[]) => {
  const limits: [number, { cancel: boolean }][] = []
  const raw = <T>() => ({
    timeout: (ms: number, options: { cancel: boolean }): Promise<T> => {
      limits.push([ms, options])
      const answer = answers.shift()
      if (answer instanceof Error) {
        return Promise.reject(answer)
      }
      return answer === "late"
        ? Promise.reject(Object.assign(new Error("late"), { name: "KnexTimeoutError" }))
        : Promise.resolve({ rows: [{ id: 1 }] } as T)
    },
  })
  return { raw, limits }
}

describe("a statement that a shopper waits for", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["performance"] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it("answers what it found, and is ended in the database where it comes late", async () => {
    const database = databaseOf(["quick", "late"])
    expect(await impatiently(database, "SELECT 1", [])).toEqual([{ id: 1 }])
    await expect(impatiently(database, "SELECT 1", [])).rejects.toThrow("late")
    expect(database.limits).toEqual([
      [3_000, { cancel: true }],
      [3_000, { cancel: true }],
    ])
  })

  it("hurries for a while after another one that came late, and only of the same database", async () => {
    const database = databaseOf(["late", "quick", "quick"])
    const other = databaseOf(["quick"])
    await expect(impatiently(database, "SELECT 1", [])).rejects.toThrow("late")
    await impatiently(database, "SELECT 1", [])
    await impatiently(other, "SELECT 1", [])
    vi.advanceTimersByTime(5_001)
    await impatiently(database, "SELECT 1", [])

    expect(database.limits.map(([ms]) => ms)).toEqual([3_000, 250, 3_000])
    expect(other.limits.map(([ms]) => ms)).toEqual([3_000])
  })

  it("hurries nobody where the database refuses it at once", async () => {
    const database = databaseOf([new Error("no such table"), "quick"])
    await expect(impatiently(database, "SELECT 1", [])).rejects.toThrow("no such table")
    await impatiently(database, "SELECT 1", [])
    expect(database.limits.map(([ms]) => ms)).toEqual([3_000, 3_000])
  })
})
