import { Container, Skeleton } from "@medusajs/ui"

const ROWS = ["store", "switch", "engine", "participant", "site", "channels"]

/** The section's shape while it loads, so that nothing jumps when it comes. */
export const StoreLoyaltySkeleton = () => (
  <Container className="divide-y p-0" aria-busy="true">
    <div className="flex items-center justify-between px-6 py-4">
      <div className="flex flex-col gap-y-2">
        <Skeleton className="h-6 w-24" />
        <Skeleton className="h-5 w-72" />
      </div>
      <Skeleton className="h-7 w-7 rounded-md" />
    </div>
    {ROWS.map((row) => (
      <div key={row} className="grid grid-cols-2 items-center px-6 py-4">
        <Skeleton className="h-5 w-32" />
        <Skeleton className="h-5 w-40" />
      </div>
    ))}
  </Container>
)
