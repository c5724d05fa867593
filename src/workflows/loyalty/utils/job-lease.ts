import { randomUUID } from "node:crypto"

import type { LoyaltyModuleService } from "../../../modules/loyalty/service"

/** What a job's work may ask of its run: whether it must stop. */
export interface JobRun {
  /** True once the lease is lost, or was not renewed in time: another process may be at work. */
  isOver(): boolean
}

/** Renewals in one life of a lease, so that one or two may fail without harm. */
const RENEWALS_PER_LEASE = 3

/**
 * A job's lease while its work runs: renewed in the background, so that a run may take longer than
 * the lease and longer than the job's interval, and over at once for a process that slept through
 * it. The clock that is asked is monotonic and goes on while a process is stopped.
 */
export class JobLease implements JobRun {
  readonly owner = `${process.pid}-${randomUUID()}`
  private readonly timer_: NodeJS.Timeout
  private renewedAt_ = performance.now()
  private lost_ = false

  private constructor(
    private readonly service: LoyaltyModuleService,
    private readonly input: { job: string; lease_s: number },
  ) {
    this.timer_ = setInterval(
      () => void this.renew_(),
      (input.lease_s * 1000) / RENEWALS_PER_LEASE,
    ).unref()
  }

  /** The lease of a job, or null while another run has it. */
  static async take(
    service: LoyaltyModuleService,
    input: { job: string; lease_s: number },
  ): Promise<JobLease | null> {
    const lease = new JobLease(service, input)
    let taken = false
    try {
      taken = await service.startJob({ ...input, owner: lease.owner })
      return taken ? lease : null
    } finally {
      if (!taken) {
        lease.stop()
      }
    }
  }

  isOver(): boolean {
    return this.lost_ || performance.now() - this.renewedAt_ >= this.input.lease_s * 1000
  }

  /** Ends the renewals; what is left of the lease is given back by `finishJob`. */
  stop(): void {
    clearInterval(this.timer_)
  }

  private async renew_(): Promise<void> {
    const asked = performance.now()
    try {
      const renewed = await this.service.renewJob({ ...this.input, owner: this.owner })
      this.lost_ ||= !renewed
      this.renewedAt_ = asked
    } catch {
      // The database could not be asked: the lease goes on until its end, which `isOver` sees.
    }
  }
}
