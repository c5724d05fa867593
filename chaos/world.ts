import { rmSync } from "node:fs"
import path from "node:path"

import { Clerk, type Basket } from "../integration-tests/helpers/clerk"
import { fulfil, Shopper, type HttpClient, type Order } from "../integration-tests/helpers/shopper"
import type { Shop } from "../integration-tests/helpers/shop"
import { waitFor } from "../integration-tests/helpers/wait-for"
import { startSimulator, type Simulator } from "../packages/pdi-simulator/src/index"
import { loadSecrets } from "../scripts/demo/lib/secrets"
import type { Progress } from "../scripts/demo/lib/progress"
import type { Shutdown } from "../scripts/demo/lib/shutdown"
import { configureLoyalty, signIn } from "../scripts/demo/parts/loyalty-config"
import { medusaEnvironment } from "../scripts/demo/parts/medusa"
import { ChaosDatabase, type Pause } from "./lib/database"
import { httpClient, unlessLost } from "./lib/http-client"
import { MedusaProcess, type MedusaStart } from "./lib/medusa-process"
import { CHAOS_FOLDER } from "./lib/paths"
import { TcpProxy } from "./lib/tcp-proxy"

const ADMIN = { email: "admin@fastlane.example", password: "loyalty-chaos" }
const RUN_FOLDER = path.join(CHAOS_FOLDER, "run")
const EVERYTHING_WITHIN_MS = 30_000
const FIRST_PHONE = 4_155_552_000

/** What every scenario works with: shop, engine, and the wires between them. */
export class World {
  readonly http: HttpClient
  readonly engineWire: TcpProxy
  readonly databaseWire: TcpProxy
  readonly simulator: Simulator
  readonly database: ChaosDatabase
  readonly shop: Shop
  private medusa_: MedusaProcess | null = null
  private readonly others: MedusaProcess[] = []
  private admin = { headers: {} }
  private members = 0
  private defect: string | undefined

  private constructor(parts: {
    engineWire: TcpProxy
    databaseWire: TcpProxy
    simulator: Simulator
    database: ChaosDatabase
    shop: Shop
  }) {
    this.engineWire = parts.engineWire
    this.databaseWire = parts.databaseWire
    this.simulator = parts.simulator
    this.database = parts.database
    this.shop = parts.shop
    this.http = httpClient(() => this.medusa.url)
  }

  /** Starts Postgres, the engine's simulator, both wires and a Medusa with loyalty switched on. */
  static async start({
    progress,
    shutdown,
  }: {
    progress: Progress
    shutdown: Shutdown
  }): Promise<World> {
    rmSync(RUN_FOLDER, { recursive: true, force: true })
    const database = await progress.step("Postgres", () => ChaosDatabase.start())
    shutdown.addLast("Postgres", () => database.stop())
    const watch = shutdown.add.bind(shutdown)
    const seeded = await progress.step("Database", () =>
      database.fill(ADMIN, { env: environment, watch }),
    )
    const simulator = await startSimulator()
    const engineWire = await TcpProxy.to({ host: "127.0.0.1", port: simulator.port })
    const databaseWire = await TcpProxy.to({ host: "127.0.0.1", port: database.port })
    const { stores, ...rest } = seeded
    const shop = { sites: stores, ...rest }
    const world = new World({ engineWire, databaseWire, simulator, database, shop })
    shutdown.addLast("Medusa", () => world.stop())
    await progress.step("Medusa", () => world.boot())
    await world.switchOn()
    return world
  }

  get medusa(): MedusaProcess {
    if (!this.medusa_) {
      throw new Error("No Medusa is running")
    }
    return this.medusa_
  }

  /** Starts the shop's Medusa, in place of one that died. */
  async boot(given: Started = {}): Promise<void> {
    if (this.medusa_?.isRunning) {
      await this.medusa_.kill()
    }
    this.medusa_ = await this.process("medusa", given)
  }

  /** A second Medusa on the same database, until the scenario ends. */
  async bootAnother(given: Started = {}): Promise<MedusaProcess> {
    const another = await this.process(`medusa-${this.others.length + 2}`, given)
    this.others.push(another)
    return another
  }

  /** Every process from now on carries this defect (`chaos/defects`), or none. */
  async plant(defect: string | undefined): Promise<void> {
    this.defect = defect
    await this.boot()
  }

  shopper(): Shopper {
    return new Shopper(this.http, this.shop)
  }

  /** The phone number of a member whom no other scenario knows. */
  newMember(): string {
    this.members += 1
    const phone = String(FIRST_PHONE + this.members)
    this.simulator.upsertMember({
      memberId: `CHAOS-${this.members}`,
      name: "Pat Chaos",
      phones: [phone],
      points: 5_000,
      tier: "Gold",
    })
    return phone
  }

  /** A shopper with the basket of every scenario, known to the engine, with rewards on the cart. */
  async shopperWithRewards(): Promise<Shopper> {
    const shopper = this.shopper()
    await shopper.fill(BASKET)
    await shopper.identify(this.newMember())
    await shopper.rewards()
    return shopper
  }

  /** The same shopper, who also pays a dollar with points. */
  async shopperPayingWithPoints(): Promise<Shopper> {
    const shopper = await this.shopperWithRewards()
    await shopper.select({ accept: [POINTS_REWARD.id] })
    return shopper
  }

  fulfil(order: Order): Promise<void> {
    return fulfil(this.http, this.admin, order)
  }

  /** A customer brings goods back and a clerk takes them. */
  takeBack(order: Order, basket: Basket): Promise<void> {
    return new Clerk(this.http, this.admin, this.shop.location_id).takeBack(order, basket)
  }

  /** The merchant cancels an order in Admin. */
  async cancel(order_id: string): Promise<void> {
    await this.http.post(`/admin/orders/${order_id}/cancel`, {}, this.admin)
  }

  /** The merchant marks an order in Admin as paid. */
  async pay({ id }: Order): Promise<void> {
    const [row] = await this.database.sql<{ collection_id: string }>(
      `select payment_collection_id as collection_id from order_payment_collection
        where order_id = $1 and deleted_at is null`,
      [id],
    )
    const path = `/admin/payment-collections/${row?.collection_id}/mark-as-paid`
    await this.http.post(path, { order_id: id }, this.admin)
  }

  /**
   * Sends a request and kills Medusa while it writes into a table, wherever in Medusa's code that
   * is. What it had not committed by then is rolled back.
   */
  async killedWhile(pause: Pause, request: () => Promise<unknown>): Promise<void> {
    await this.database.pause(pause)
    const sent = unlessLost(request())
    await this.database.paused()
    await this.medusa.kill()
    await sent
    await this.database.resume(pause)
  }

  /** The order of a cart, also where the reply that named it was lost. */
  async orderOf(cart_id: string): Promise<Order | null> {
    const [row] = await this.database.sql<{ order_id: string }>(
      "select order_id from order_cart where cart_id = $1 and deleted_at is null",
      [cart_id],
    )
    if (!row) {
      return null
    }
    const path = `/admin/orders/${row.order_id}?fields=id,total,*items`
    const { data } = await this.http.get(path, this.admin)
    return (data as { order: Order }).order
  }

  /** What our adjustments take off an order as it stands now, in cents. */
  async ourDiscountOn(order_id: string): Promise<number> {
    const path = `/admin/orders/${order_id}?fields=id,*items,*items.adjustments`
    const { data } = await this.http.get(path, this.admin)
    const { items } = (data as { order: { items: { adjustments: Adjustment[] }[] } }).order
    return items
      .flatMap(({ adjustments }) => adjustments)
      .filter(({ description }) => description?.includes("[loyalty:"))
      .reduce((sum, { amount }) => sum + Math.round(amount * CENTS), 0)
  }

  /** Waits until a row of the outbox is as it should be. */
  async operation(
    order_id: string,
    isAsWanted: (row: OperationRow) => boolean = () => true,
    kind: "finalize" | "reverse" = "finalize",
  ) {
    return waitFor(
      async () => {
        const [row] = await this.database.sql<OperationRow>(
          "select * from loyalty_engine_operation where order_id = $1 and kind = $2",
          [order_id, kind],
        )
        return row && isAsWanted(row) && row
      },
      { timeout_ms: EVERYTHING_WITHIN_MS },
    )
  }

  /** Every wait of the outbox and every lease is over: the database's clock says so. */
  async timePasses(): Promise<void> {
    await this.database.sql(
      `update loyalty_engine_operation
          set next_attempt_at = case when next_attempt_at is null then null else now() end,
              lease_until = case when lease_until is null then null else now() - interval '1 s' end
        where status in ('due', 'unknown', 'in_flight')`,
    )
    await this.database.sql(
      "update loyalty_engine_job_run set lease_until = now() - interval '1 s' where lease_until is not null",
    )
  }

  /** Takes every fault away and starts what died. */
  async heal(): Promise<void> {
    this.simulator.clearFaults()
    this.engineWire.heal()
    this.databaseWire.heal()
    await Promise.all(this.others.splice(0).map((other) => other.kill()))
    if (!this.medusa_?.isRunning) {
      await this.boot()
    }
    this.medusa.arm({})
    this.medusa.wake()
  }

  private async process(name: string, given: Started): Promise<MedusaProcess> {
    const env = environment(this.database.urlOn(this.databaseWire.port))
    const defect = this.defect === undefined ? {} : { defect: this.defect }
    return MedusaProcess.boot({ name, folder: RUN_FOLDER, env, ...given, ...defect })
  }

  private async switchOn(): Promise<void> {
    const target = { backend_url: this.medusa.url, admin: ADMIN }
    await configureLoyalty({
      ...target,
      stores: this.shop.sites,
      simulator_url: `http://127.0.0.1:${this.engineWire.port}`,
      previousSimulatorUrl: undefined,
    })
    const token = await signIn(target)
    this.admin = { headers: { authorization: `Bearer ${token}` } }
  }

  private async stop(): Promise<void> {
    for (const medusa of [this.medusa_, ...this.others]) {
      await medusa?.kill()
    }
    await Promise.all([this.engineWire.close(), this.databaseWire.close()])
    await this.simulator.close()
  }
}

/** Two coffees for 4.00 and one candy bar free: 10.65 - 0.98 - 1.89. */
export const BASKET = { COF16: 2, CANDY: 3 }
/** A dollar off, for points. */
export const POINTS_REWARD = { id: "PTS-500", points: 500 }
const CENTS = 100

/** How a Medusa is started, where it is not as always. */
type Started = Pick<MedusaStart, "armed" | "pool">

interface Adjustment {
  amount: number
  description: string | null
}

/** The columns of an outbox row that scenarios look at. */
export interface OperationRow {
  id: string
  order_id: string
  session_id: string
  status: "due" | "in_flight" | "unknown" | "done" | "dead"
  attempts: number
  fence: number
  next_attempt_at: Date | null
  lease_until: Date | null
  idempotency_key: string | null
  updated_at: Date
}

function environment(databaseUrl: string): NodeJS.ProcessEnv {
  return {
    ...medusaEnvironment({
      databaseUrl,
      redisUrl: undefined,
      secrets: { ...loadSecrets(CHAOS_FOLDER) },
      adminOrigins: ["http://localhost:9000"],
      storeOrigins: ["http://localhost:8000"],
    }),
    MEDUSA_DISABLE_ADMIN: "true",
    LOG_LEVEL: "warn",
  }
}
