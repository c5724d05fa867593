import { directionOf } from "../../src/admin/lib/direction"

const LEFT_TO_RIGHT = "\u2066"
const BY_ITS_LETTERS = "\u2068"
const END = "\u2069"

describe("texts with an order of their own", () => {
  it("are told apart from a page that runs from right to left", () => {
    const { figure, name, parts } = directionOf("rtl")

    expect(figure("-78")).toBe(`${LEFT_TO_RIGHT}-78${END}`)
    expect(name("******0100")).toBe(`${BY_ITS_LETTERS}******0100${END}`)
    expect(parts(["John D.", null, "", "+1"])).toBe(
      `${BY_ITS_LETTERS}John D.${END} · ${BY_ITS_LETTERS}+1${END}`,
    )
    expect([figure(""), name(""), parts([undefined, false])]).toEqual(["", "", ""])
  })

  it("are left as they are in all others: people copy them, and tests look for them", () => {
    const { figure, name, parts } = directionOf("ltr")

    expect([figure("-78"), name("******0100"), parts(["John D.", null, "******0100"])]).toEqual([
      "-78",
      "******0100",
      "John D. · ******0100",
    ])
  })
})
