/** Sends the load, in a process of its own, so that it takes no time from whoever measures. */
import type { LoadAnswers, LoadJob } from "./job"
import { Crowd } from "./journeys/crowd"
import { flood } from "./journeys/flood"
import type { SideName } from "./journeys/types"
import { saturate } from "./saturate"

/** Shoppers stay where they are between the slices of their side. */
const crowds = new Map<SideName, Crowd>()

function crowdOf(side: SideName): Crowd {
  const crowd = crowds.get(side)
  if (!crowd) {
    throw new Error(`Nobody was seated at ${side}.`)
  }
  return crowd
}

async function work(job: LoadJob): Promise<LoadAnswers[LoadJob["kind"]]> {
  switch (job.kind) {
    case "saturate":
      return saturate(job)
    case "flood":
      return flood(job)
    case "seat": {
      const crowd = new Crowd(job.place, job.crowd)
      crowds.set(job.place.side, crowd)
      await crowd.seat()
      return null
    }
    case "slice":
      await crowdOf(job.side).slice(job.duration_ms)
      return null
    case "tally":
      return crowdOf(job.side).tally()
  }
}

process.on("message", (job: LoadJob) => {
  work(job).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
