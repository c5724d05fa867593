/** A test of Vitest, named by a part of its full name that stays when a table fills in the rest. */
export interface TestProof {
  spec: string
  test: string
}

/** A scenario of the crash harness, by its name. */
export interface ScenarioProof {
  scenario: string
}

/** A test that needs more than `npm test` has, and runs by a command of its own. */
export interface ElsewhereProof extends TestProof {
  /** The script of package.json that runs it. */
  script: "test:redis"
}

/** What shows that a row of the fault plan or of the edge cases holds. */
export interface Row {
  row: number
  what: string
  proofs: readonly (TestProof | ElsewhereProof | ScenarioProof)[]
  /** What no test shows yet; the row is not whole without it. */
  open?: string
  /** For a row without a proof in this report: why there is none, and where it is shown instead. */
  elsewhere?: string
}

const UNIT = "unit-tests"
const INTEGRATION = "integration-tests"

/** A rule of the module: `unit-tests/domain/<spec>.spec.ts`. */
export const rule = (spec: string, test: string): TestProof => ({
  spec: `${UNIT}/domain/${spec}.spec.ts`,
  test,
})

/** Options, keyring and configuration: `unit-tests/module/<spec>.spec.ts`. */
export const part = (spec: string, test: string): TestProof => ({
  spec: `${UNIT}/module/${spec}.spec.ts`,
  test,
})

/** A flow with stand-ins for what it asks: `unit-tests/workflows/<spec>.spec.ts`. */
export const flow = (spec: string, test: string): TestProof => ({
  spec: `${UNIT}/workflows/${spec}.spec.ts`,
  test,
})

/** The shape of the code: `unit-tests/architecture/<spec>.spec.ts`. */
export const house = (spec: string, test: string): TestProof => ({
  spec: `${UNIT}/architecture/${spec}.spec.ts`,
  test,
})

/** The PDI provider by itself: `unit-tests/providers/pdi/<spec>.spec.ts`. */
export const pdi = (spec: string, test: string): TestProof => ({
  spec: `${UNIT}/providers/pdi/${spec}.spec.ts`,
  test,
})

/** The PDI provider against the simulator. */
export const wire = (test: string): TestProof => ({
  spec: `${INTEGRATION}/contract/pdi-wire.spec.ts`,
  test,
})

/** The module's rows on Postgres. */
export const rows = (test: string): TestProof => ({
  spec: `${INTEGRATION}/modules/persistence.spec.ts`,
  test,
})

/** The outbox on Postgres beside its model. */
export const outbox = (test: string): TestProof => ({
  spec: `${INTEGRATION}/modules/outbox-model.spec.ts`,
  test,
})

/** The outbox on Postgres: whose turn it is, what was sent, transactions that meet. */
export const turns = (test: string): TestProof => ({
  spec: `${INTEGRATION}/modules/outbox-faults.spec.ts`,
  test,
})

/** How often somebody may try to be identified, counted by Postgres. */
export const limits = (test: string): TestProof => ({
  spec: `${INTEGRATION}/modules/rate-limit.spec.ts`,
  test,
})

/** The migrations on Postgres. */
export const tables = (test: string): TestProof => ({
  spec: `${INTEGRATION}/modules/migrations.spec.ts`,
  test,
})

/** Several Medusa processes on one Redis: `integration-tests/redis/<spec>.spec.ts`. */
export const redis = (spec: string, test: string): ElsewhereProof => ({
  spec: `${INTEGRATION}/redis/${spec}.spec.ts`,
  test,
  script: "test:redis",
})

/** A running Medusa over HTTP: `integration-tests/http/<spec>.spec.ts`. */
export const shop = (spec: string, test: string): TestProof => ({
  spec: `${INTEGRATION}/http/${spec}.spec.ts`,
  test,
})

/** A running Medusa with a fault thrown at it. */
export const chaos = (scenario: string): ScenarioProof => ({ scenario })
