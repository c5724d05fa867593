import { fork, type ChildProcess } from "node:child_process"
import path from "node:path"

import { ROOT } from "../../scripts/demo/lib/paths"
import type { LoadAnswers, LoadJob } from "./job"

const DRIVER = path.join(ROOT, "bench", "load", "driver.ts")

interface Told<T> {
  answer?: T
  error?: string
}

/** The process that sends load. It does one job at a time. */
export class LoadDriver {
  // What this process was started with lets the other one read TypeScript as well.
  private readonly child: ChildProcess = fork(DRIVER, { execArgv: process.execArgv })

  async ask<Job extends LoadJob>(job: Job): Promise<LoadAnswers[Job["kind"]]> {
    const told = await new Promise<Told<LoadAnswers[Job["kind"]]>>((resolve, reject) => {
      this.child.once("message", resolve)
      this.child.once("exit", () => reject(new Error("The load driver ended.")))
      this.child.send(job)
    })
    this.child.removeAllListeners("exit")
    if (told.answer === undefined) {
      throw new Error(`The load driver failed: ${told.error ?? "?"}`)
    }
    return told.answer
  }

  stop(): void {
    this.child.kill()
  }
}
