import assert from "node:assert/strict"
import { NEUTRAL_RULES } from "../../modules/loyalty/domain/allocation"
import { refusalOf } from "../../modules/loyalty/domain/reward-eligibility"
import type { Basket, Evaluation, OfferedReward } from "../../types/provider"
import { REWARD_ID_LENGTH_MAX } from "../../types/provider"
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

/** The plugin's own rules: what it would refuse of a shopper whose age is verified. */
function assertApplicable(rewards: readonly OfferedReward[], basket: Basket): void {
  const line_by_number = new Map(basket.lines.map((line) => [line.line_number, line]))
  const options = { ...NEUTRAL_RULES, age_gate: "allow_verified", age_verified: true } as const
  for (const reward of rewards) {
    const { id } = reward
    assert.ok(
      id.length > 0 && id.length <= REWARD_ID_LENGTH_MAX && !/\p{Cc}/u.test(id),
      `the reward id ${JSON.stringify(id.slice(0, 40))} (${id.length} characters) cannot be accepted: ` +
        `1 to ${REWARD_ID_LENGTH_MAX} characters, none of them a control character`,
    )
    const refusal = refusalOf(reward, { line_by_number, options, now: new Date().toISOString() })
    assert.equal(
      refusal,
      null,
      `the plugin never applies reward ${id} (${refusal}): leave it out, or name it in "skipped"`,
    )
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
      name: "offers only rewards that the plugin applies",
      run: async () => {
        const subject = await Subject.create(harness)
        const input = subject.evaluation(await subject.open())
        const result = await subject.provider.evaluate(await subject.call(), input)
        assertApplicable(subject.accepted(result).rewards, input.basket)
      },
    },
    {
      name: "goes on offering an optional reward that was accepted",
      run: async () => {
        const subject = await Subject.create(harness)
        const open = await subject.open()
        const ask = async (accepted?: OfferedReward) =>
          subject.accepted(
            await subject.provider.evaluate(
              await subject.call(),
              subject.evaluation(open, accepted),
            ),
          )
        const { points_balance } = open.member
        const chosen = (await ask()).rewards.find(
          ({ type, points_cost }) => type === "optional" && points_cost <= points_balance,
        )
        if (chosen !== undefined) {
          assert.ok(
            (await ask(chosen)).rewards.some(({ id }) => id === chosen.id),
            `reward ${chosen.id} was accepted and is missing: its discount would be taken back`,
          )
        }
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
            subject.provider.evaluate(await subject.call(), {
              ...subject.evaluation(open),
              fingerprint,
            }),
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
