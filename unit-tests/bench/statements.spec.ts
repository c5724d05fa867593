import { statementsIn } from "../../bench/lib/statements"

describe("the statements of a request in the server's log", () => {
  const log = [
    "[shop] LOG:  statement: begin;",
    "[shop] LOG:  execute <unnamed>: SELECT 1",
    "[other] LOG:  execute <unnamed>: SELECT 2",
    "[shop] LOG:  execute loyalty_engine_rate_limit:rlflx-upsert: INSERT INTO a VALUES ($1)",
    "\t  ON CONFLICT(key) DO NOTHING",
    "[shop] DETAIL:  parameters: $1 = 'x: y'",
    "[shop] LOG:  could not receive data from client",
  ].join("\n")

  it("are each counted once, also those that have a name with a colon", () => {
    expect(statementsIn(log, "shop")).toEqual([
      "begin;",
      "SELECT 1",
      "INSERT INTO a VALUES ($1) ON CONFLICT(key) DO NOTHING",
    ])
  })
})
