import { DifferenceList } from "./difference-list"
import { UndecidedList } from "./undecided-list"

/** What the sweep and the comparison with the engine have found about orders. */
export const Checks = () => (
  <div className="flex flex-col gap-y-3">
    <UndecidedList />
    <DifferenceList />
  </div>
)
