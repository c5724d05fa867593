export { startSimulator } from "./simulator.js"
export type { Promotion, Reward } from "./engine/promotion.js"
export type { Fault, FaultInput, FaultKind, FaultParams } from "./faults/kinds.js"
export type {
  AppliedReward,
  BookedMember,
  BookedSession,
  BookedTransaction,
  Books,
  Endpoint,
  HistoryEntry,
  Member,
  MemberInput,
  RecordedRequest,
  Simulator,
  SimulatorOptions,
} from "./types.js"
