import { sourceFiles } from "./source-files"
import { stepAndWorkflowFaults } from "./steps-and-workflows"

const faultsIn = (code: string): string[] => stepAndWorkflowFaults([{ path: "fixture.ts", code }])

describe("steps and workflows", () => {
  it("undo what they do, and have unique ids with our prefix", () => {
    expect(stepAndWorkflowFaults(sourceFiles("src"))).toEqual([])
  })

  describe("the check", () => {
    it.each([
      ["a compensation", `createStep("loyalty-a", async () => {}, async () => {})`],
      ["noCompensation", `createStep({ name: "loyalty-a", noCompensation: true }, async () => {})`],
      ["an id in a constant", `const id = "loyalty-a" as const\ncreateWorkflow(id, () => {})`],
      [
        "a workflow called as its main step is",
        `createStep("loyalty-a", async () => {}, async () => {})\ncreateWorkflow("loyalty-a", () => {})`,
      ],
      ["an id in an object", `createWorkflow({ name: "loyalty-a", store: true }, () => {})`],
    ])("accepts %s", (_, code) => {
      expect(faultsIn(code)).toEqual([])
    })

    it.each([
      [
        "a step without compensation",
        `createStep("loyalty-a", async () => {})`,
        "neither compensates",
      ],
      [
        "noCompensation: false",
        `createStep({ name: "loyalty-a", noCompensation: false }, async () => {})`,
        "neither compensates",
      ],
      ["an id without our prefix", `createWorkflow("place-order", () => {})`, "prefix"],
      ["an id in camel case", `createWorkflow("loyalty-placeOrder", () => {})`, "kebab-case"],
      ["an id that is only the prefix", `createWorkflow("loyalty", () => {})`, "prefix"],
      ["a computed id", "createWorkflow(`loyalty-${name}`, () => {})", "neither a string"],
      [
        "an id that is taken twice",
        `createWorkflow("loyalty-a", () => {})\ncreateWorkflow("loyalty-a", () => {})`,
        "more than once: fixture.ts:1, fixture.ts:2",
      ],
    ])("finds %s", (_, code, fault) => {
      expect(faultsIn(code)).toEqual([expect.stringContaining(fault)])
    })
  })
})
