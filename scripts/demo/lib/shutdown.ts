import type { Child } from "./child"
import { logTail } from "./child"

/** Ends what the demo started, newest first and Postgres last. */
export class Shutdown {
  private readonly children: Child[] = []
  private readonly last: { name: string; stop: () => Promise<void> }[] = []
  private readonly after: (() => void)[] = []
  private stopping: Promise<void> | undefined

  /**
   * Watches a program: when it ends by itself, with whatever code, everything else stops as well.
   * Not so with a notice for that case: then the notice is printed and the rest goes on.
   */
  add(child: Child, noticeWhenGone?: string): void {
    this.children.push(child)
    void child.ended.then(() => {
      if (this.isStopping) {
        return
      }
      if (noticeWhenGone !== undefined) {
        this.tell(noticeWhenGone)
      } else {
        this.end(child)
      }
    })
  }

  /** Reports that something is gone which the demo needs, and stops everything else. */
  end({ name, logFile }: Pick<Child, "name" | "logFile">): void {
    if (this.isServing && !this.isStopping) {
      console.error(`\n${name} ended unexpectedly.\n${logTail(logFile)}`)
      void this.stop(1)
    }
  }

  /** Something that everything else needs to the end. */
  addLast(name: string, stop: () => Promise<void>): void {
    this.last.push({ name, stop })
  }

  /** Runs when all else has stopped. */
  whenStopped(work: () => void): void {
    this.after.push(work)
  }

  /** From now on a child that ends is news; before, whoever waits for it reports it. */
  serve(): void {
    this.isServing = true
    this.untold.splice(0).forEach((notice) => this.tell(notice))
  }

  get isStopping(): boolean {
    return this.stopping !== undefined
  }

  private isServing = false
  private readonly untold: string[] = []

  private tell(notice: string): void {
    if (this.isServing) {
      console.error(`\n${notice}`)
    } else {
      this.untold.push(notice)
    }
  }

  /** Stops in order on Ctrl-C, on a closed terminal and on a polite kill. */
  listen(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (!this.isStopping) {
          console.log("\nStopping.")
        }
        void this.stop(0)
      })
    }
  }

  /** Stops everything once, whoever asks, and ends this process. */
  stop(code: number): Promise<void> {
    this.stopping ??= this.stopAll(code)
    return this.stopping
  }

  private async stopAll(code: number): Promise<void> {
    let outcome = code
    const works = [
      ...[...this.children].reverse().map((child) => ({ name: child.name, stop: child.stop })),
      ...this.last,
    ]
    for (const { name, stop } of works) {
      try {
        await stop()
      } catch (error) {
        outcome = 1
        console.error(`${name} did not stop: ${error instanceof Error ? error.message : "?"}`)
      }
    }
    for (const work of this.after) {
      work()
    }
    process.exit(outcome)
  }
}
