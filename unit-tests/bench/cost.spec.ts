import { costOf, costOfMetering, withoutMetering } from "../../bench/measure/cost"

/** A server on which each answer of the meter costs 2 ms, and half of that before it is sent. */
const server = () => {
  let used = 0
  return {
    works: (cpu_ms: number) => () => {
      used += cpu_ms
      return Promise.resolve({ wall_ms: 5 })
    },
    meter: {
      cpu: () => {
        used += 1
        const told = used
        used += 1
        return Promise.resolve(told)
      },
    },
  }
}

describe("what a request costs the server", () => {
  it("is that of the request, without the meter's own answers", async () => {
    const { meter, works } = server()
    const metering = await costOfMetering(meter)
    expect(metering.cpu_ms).toBe(2)
    const short = withoutMetering(await costOf(meter, works(3)), metering)
    const long = withoutMetering(await costOf(meter, works(30)), metering)
    expect([short, long]).toEqual([
      { wall_ms: 5, cpu_ms: 3 },
      { wall_ms: 5, cpu_ms: 30 },
    ])
  })

  it("is never less than nothing", () => {
    const [cost, metering] = [
      { wall_ms: 1, cpu_ms: 1 },
      { wall_ms: 0, cpu_ms: 2 },
    ]
    expect(withoutMetering(cost, metering).cpu_ms).toBe(0)
  })
})
