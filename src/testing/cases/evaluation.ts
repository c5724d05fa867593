import assert from "node:assert/strict"
import type { Evaluation } from "../../types/provider"
import type { ContractHarness, ContractCase } from "../harness"
import { Subject } from "../subject"

const DECIMAL = /^\d+(\.\d+)?$/

function assertSound(evaluation: Evaluation, line_numbers: ReadonlySet<number>): void {
  assert.ok(Number.isSafeInteger(evaluation.earned_points), "earned points are whole")
  assert.ok(evaluation.earned_points >= 0, "earned points are never negative")
  const ids = evaluation.rewards.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length, "a reward is offered once")
  for (const reward of evaluation.rewards) {
    assert.match(reward.value_decimal, DECIMAL, "a value is a plain decimal, never negative")
    assert.ok(Number.isSafeInteger(reward.points_cost) && reward.points_cost >= 0)
    const target = reward.target_line_number
    assert.equal(target === null, reward.level === "ticket", "a line reward names its line")
    assert.ok(target === null || line_numbers.has(target), "the line is one of the basket")
  }
}

/** Evaluating: dry, repeatable, and about the basket that was asked about. */
export function evaluationCases(harness: ContractHarness): ContractCase[] {
  const cases: ContractCase[] = [
    {
      name: "evaluates a basket in a sound form",
      run: async () => {
        const subject = await Subject.create(harness)
        const open = await subject.open()
        const result = await subject.provider.evaluate(
          await subject.call(),
          subject.evaluation(open),
        )
        const lines = harness.fixtures.basket.lines.map((line) => line.line_number)
        assertSound(subject.accepted(result), new Set(lines))
      },
    },
    {
      name: "evaluates dry: again and again the same, and nothing is booked",
      run: async () => {
        const subject = await Subject.create(harness)
        const before = await subject.balance()
        const open = await subject.open()
        const input = subject.evaluation(open)
        const first = subject.accepted(await subject.provider.evaluate(await subject.call(), input))
        const again = subject.accepted(await subject.provider.evaluate(await subject.call(), input))
        assert.deepEqual(again, first, "the same basket gave two answers")
        assert.equal(await subject.balance(), before, "an evaluation moved the balance")
        const status = await subject.provider.status(await subject.call(), {
          session: open.session,
        })
        assert.notEqual(subject.accepted(status).status, "finalized")
      },
    },
    {
      name: "carries the fingerprint it was given, also for two baskets at once",
      run: async () => {
        const subject = await Subject.create(harness)
        const open = await subject.open()
        const results = await Promise.all(
          ["1f".repeat(32), "2e".repeat(32)].map(async (fingerprint) =>
            subject.provider.evaluate(await subject.call(), subject.evaluation(open, fingerprint)),
          ),
        )
        results.forEach((result) => subject.accepted(result))
      },
    },
  ]
  const answerAnotherBasket = harness.faults?.answerAnotherBasket
  if (answerAnotherBasket !== undefined) {
    cases.push({
      name: "refuses an answer about another basket",
      run: async () => {
        const subject = await Subject.create(harness)
        const open = await subject.open()
        await answerAnotherBasket()
        const error = subject.refused(
          await subject.provider.evaluate(await subject.call(), subject.evaluation(open)),
        )
        assert.equal(error.code, "protocol_error")
      },
    })
  }
  return cases
}
