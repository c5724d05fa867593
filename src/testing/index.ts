export { contractCases, loyaltyProviderContract, type ContractRunner } from "./contract"
export type { ContractCase, ContractFaults, ContractFixtures, ContractHarness } from "./harness"
