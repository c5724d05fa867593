import { EventEmitter } from "node:events"
import type { ServerResponse } from "node:http"

import {
  afterAnswers,
  noteAnswering,
  onceClosed,
} from "../../src/workflows/loyalty/utils/after-answer"

const responseOf = (closed: boolean): ServerResponse =>
  Object.assign(new EventEmitter(), { closed }) as unknown as ServerResponse

const waits = async (): Promise<boolean> => {
  const over = afterAnswers().then(() => false)
  return Promise.race([over, new Promise<boolean>((resolve) => setImmediate(resolve, true))])
}

describe("work that follows an order", () => {
  it("waits for the answer of a completion under way, and for no other", async () => {
    expect(await waits()).toBe(false)
    const answering = responseOf(false)
    noteAnswering(answering)
    expect(await waits()).toBe(true)

    answering.emit("close")
    expect(await waits()).toBe(false)
  })

  it("does not wait for a shopper who went away before the completion began", async () => {
    noteAnswering(responseOf(true))
    expect(await waits()).toBe(false)
  })
})

describe("the end of a response", () => {
  it("calls back once, also where it had come already", () => {
    const ends: string[] = []
    onceClosed(responseOf(true), () => ends.push("over"))
    const open = responseOf(false)
    onceClosed(open, () => ends.push("open"))
    expect(ends).toEqual(["over"])

    open.emit("close")
    open.emit("close")
    expect(ends).toEqual(["over", "open"])
  })
})
