import { calendarSteps } from "../../src/modules/loyalty/domain/calendar-steps"

const HOUR_IN_MS = 3_600_000

describe("the steps of a period", () => {
  const stepsOf = (time_zone: string, bucket: "hour" | "day", [from, to]: [string, string]) =>
    calendarSteps({ from: new Date(from), to: new Date(to), bucket, time_zone }).map((at) =>
      at.toISOString().replace(":00.000Z", ""),
    )

  it("are the hours and days of UTC, from the one that the period begins in to its end", () => {
    expect(stepsOf("UTC", "hour", ["2026-05-01T09:30:00Z", "2026-05-01T11:00:00Z"])).toEqual([
      "2026-05-01T09:00",
      "2026-05-01T10:00",
    ])
    expect(stepsOf("UTC", "day", ["2026-05-01T09:30:00Z", "2026-05-03T00:00:00.001Z"])).toEqual([
      "2026-05-01T00:00",
      "2026-05-02T00:00",
      "2026-05-03T00:00",
    ])
  })

  it.each([
    ["Asia/Calcutta", "2026-05-01T00:00:00Z", ["2026-04-30T18:30", "2026-05-01T18:30"]],
    ["US/Pacific-New", "2026-05-01T00:00:00Z", ["2026-04-30T07:00", "2026-05-01T07:00"]],
    ["Pacific/Kiritimati", "2026-05-01T00:00:00Z", ["2026-04-30T10:00", "2026-05-01T10:00"]],
    // The clock is put forward and back: days of 23 and of 25 hours.
    ["America/New_York", "2026-03-08T12:00:00Z", ["2026-03-08T05:00", "2026-03-09T04:00"]],
    ["America/New_York", "2026-11-01T12:00:00Z", ["2026-11-01T04:00", "2026-11-02T05:00"]],
    // At midnight, which is not there then, or is passed twice.
    ["Africa/Cairo", "2026-04-24T10:00:00Z", ["2026-04-23T22:00", "2026-04-24T21:00"]],
    ["Africa/Cairo", "2026-10-29T12:00:00Z", ["2026-10-28T21:00", "2026-10-29T22:00"]],
    ["America/Havana", "2026-11-01T12:00:00Z", ["2026-11-01T04:00", "2026-11-02T05:00"]],
    // The 30th of December was left out.
    ["Pacific/Apia", "2011-12-30T09:00:00Z", ["2011-12-29T10:00", "2011-12-30T10:00"]],
  ])("are days of %s by its wall clock: from %s", (time_zone, from, expected) => {
    const to = new Date(Date.parse(from) + 24 * HOUR_IN_MS).toISOString()

    expect(stepsOf(time_zone, "day", [from, to])).toEqual(expected)
  })

  it.each([
    ["Asia/Kathmandu", "2026-05-01T00:00:00Z", ["2026-04-30T23:15", "2026-05-01T00:15"]],
    // Half an hour is put back at the second of these.
    [
      "Australia/Lord_Howe",
      "2026-04-04T14:30:00Z",
      ["2026-04-04T14:00", "2026-04-04T14:30", "2026-04-04T15:30"],
    ],
  ])("are full hours of %s, also when its clock is changed", (time_zone, from, expected) => {
    const to = new Date(Date.parse(from) + 1.2 * HOUR_IN_MS).toISOString()

    expect(stepsOf(time_zone, "hour", [from, to])).toEqual(expected)
  })

  it("cover a year without gap, each beginning where the clock shows midnight", () => {
    const from = new Date("2026-01-01T12:00:00Z")
    const steps = calendarSteps({
      from,
      to: new Date(from.getTime() + 366 * 24 * HOUR_IN_MS),
      bucket: "day",
      time_zone: "Europe/Berlin",
    })
    const clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: "Europe/Berlin",
      timeStyle: "medium",
    })

    expect(steps).toHaveLength(367)
    expect(new Set(steps.map((at) => clock.format(at)))).toEqual(new Set(["00:00:00"]))
    const hours = steps.slice(1).map((at, i) => (at.getTime() - steps[i]!.getTime()) / HOUR_IN_MS)
    expect([...new Set(hours)].sort()).toEqual([23, 24, 25])
  })
})
