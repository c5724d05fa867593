import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"

import { validate as validateDockerfile } from "dockerfile-utils"
import { parse, parseAllDocuments } from "yaml"

import { readCompose, type Compose } from "../../scripts/test-deploy/compose"
import { ignoring } from "../../scripts/test-deploy/context"
import { commandOf, pairsOf, readStages } from "../../scripts/test-deploy/dockerfile"
import { checkUrl } from "../../src/providers/pdi/client/url-guard"
import { parseOptions as parsePdiOptions } from "../../src/providers/pdi/options"

/** The models are chosen by name at run time, so the file is required. */
const load = createRequire(import.meta.url)

const KUBERNETES = path.join("deploy", "kubernetes")

interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; labels?: Record<string, string> }
  spec: Record<string, unknown>
}

interface Container {
  command?: string[]
  resources: unknown
  lifecycle?: { preStop: { exec: { command: string[] } } }
  env?: { name: string; value: string }[]
  ports: { name: string; containerPort: number }[]
  livenessProbe: Probe
  readinessProbe: Probe
  startupProbe: Probe
}

interface Probe {
  httpGet: { path: string; port: string }
}

const manifests = readdirSync(KUBERNETES).flatMap((file) =>
  parseAllDocuments(readFileSync(path.join(KUBERNETES, file), "utf8")).map((document) => {
    expect(document.errors).toEqual([])
    return { file, manifest: document.toJS() as Manifest }
  }),
)

/** Kubernetes' own schema of a manifest's kind, as the npm package has it. */
const schemaFaults = (manifest: Manifest): string[] => {
  const { apiVersion, kind } = manifest
  const module = load(`kubernetes-models/${apiVersion}/${kind}`) as Record<
    string,
    new (data: Manifest) => { validate(): void }
  >
  try {
    const Model = module[kind]!
    new Model(manifest).validate()
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}

const find = (kind: string, name: string): Manifest => {
  const found = manifests.find(({ manifest }) => {
    return manifest.kind === kind && manifest.metadata.name === name
  })
  if (!found) {
    throw new Error(`There is no ${kind} ${name}`)
  }
  return found.manifest
}

const podOf = (manifest: Manifest) =>
  manifest.spec["template"] as {
    metadata: { labels: Record<string, string> }
    spec: {
      containers: Container[]
      securityContext: { runAsNonRoot: boolean }
      terminationGracePeriodSeconds: number
    }
  }

const containerOf = (manifest: Manifest): Container => podOf(manifest).spec.containers[0]!

describe("the Kubernetes manifests", () => {
  it.each(manifests)("$manifest.kind $manifest.metadata.name fits its schema", ({ manifest }) => {
    expect(schemaFaults(manifest)).toEqual([])
  })

  it("are checked by a schema that finds faults", () => {
    const broken = structuredClone(find("Deployment", "loyalty-shop-server"))
    broken.spec["replicas"] = "two"

    expect(schemaFaults(broken)).toHaveLength(1)
  })

  it.each(["server", "worker"])("give the %s its probes, bounds and mode", (name) => {
    const deployment = find("Deployment", `loyalty-shop-${name}`)
    const container = containerOf(deployment)

    expect(container.resources).toEqual({
      requests: { cpu: "500m", memory: "512Mi" },
      limits: { cpu: "2", memory: "2Gi" },
    })
    expect(container.livenessProbe.httpGet.path).toBe("/loyalty/health")
    expect(container.startupProbe.httpGet.path).toBe("/loyalty/health")
    expect(container.readinessProbe.httpGet.path).toBe("/loyalty/health/ready")
    expect(container.env).toContainEqual({ name: "MEDUSA_WORKER_MODE", value: name })
    expect(podOf(deployment).spec.securityContext.runAsNonRoot).toBe(true)
  })

  it("probe the worker where the plugin serves, because Medusa mounts no routes in one", () => {
    const container = containerOf(find("Deployment", "loyalty-shop-worker"))
    const given = container.env?.find(({ name }) => name === "LOYALTY_WORKER_PORT")?.value
    const { livenessProbe, readinessProbe, startupProbe, ports } = container

    expect(given).toMatch(/^\d+$/)
    expect(given).not.toBe("9000")
    for (const { httpGet } of [livenessProbe, readinessProbe, startupProbe]) {
      const port = ports.find(({ name }) => name === httpGet.port)?.containerPort
      expect(String(port)).toBe(given)
    }
  })

  it("let every selector find the pods it means", () => {
    const labels = podOf(find("Deployment", "loyalty-shop-server")).metadata.labels
    const selectors = [
      find("Service", "loyalty-shop-server").spec["selector"],
      (
        find("PodDisruptionBudget", "loyalty-shop-server").spec["selector"] as {
          matchLabels: object
        }
      ).matchLabels,
      (find("Deployment", "loyalty-shop-server").spec["selector"] as { matchLabels: object })
        .matchLabels,
    ]

    expect(selectors).toEqual([labels, labels, labels])
    expect(find("HorizontalPodAutoscaler", "loyalty-shop-server").spec).toMatchObject({
      scaleTargetRef: { kind: "Deployment", name: "loyalty-shop-server" },
    })
  })

  it("leave the number of pods to the autoscaler, where there is one", () => {
    const scaled = manifests
      .filter(({ manifest }) => manifest.kind === "HorizontalPodAutoscaler")
      .map(({ manifest }) => manifest.spec["scaleTargetRef"] as { kind: string; name: string })

    expect(scaled).toHaveLength(1)
    for (const { kind, name } of scaled) {
      expect(find(kind, name).spec).not.toHaveProperty("replicas")
    }
  })

  it("keep a server's port open until nobody sends requests there any more", () => {
    const server = find("Deployment", "loyalty-shop-server")
    const [program, seconds] = containerOf(server).lifecycle?.preStop.exec.command ?? []

    // A slim image of Debian has it.
    expect(program).toBe("sleep")
    expect(readFileSync(path.join("deploy", "Dockerfile"), "utf8")).toMatch(
      /^FROM \S+-slim AS run/m,
    )
    expect(Number(seconds)).toBeLessThan(podOf(server).spec.terminationGracePeriodSeconds)
  })

  it("migrate once, before the pods", () => {
    expect(containerOf(find("Job", "loyalty-shop-migrate")).command).toEqual([
      "npx",
      "medusa",
      "db:migrate",
      "--execute-safe-links",
    ])
  })

  it("hold no secret", () => {
    const { stringData } = find("Secret", "loyalty-shop") as unknown as {
      stringData: Record<string, string>
    }

    expect(Object.values(stringData).every((value) => value.includes("REPLACE"))).toBe(true)
  })
})

describe("the Dockerfile", () => {
  const text = readFileSync(path.join("deploy", "Dockerfile"), "utf8")

  it("has no fault that a linter finds", () => {
    expect(validateDockerfile(text)).toEqual([])
    expect(validateDockerfile("FROM\nRUN").length).toBeGreaterThan(0)
  })

  it("builds apart from what runs, as nobody special, and says how it is", () => {
    const last = text.slice(text.lastIndexOf("\nFROM"))

    expect(text.match(/^FROM /gm)).toHaveLength(2)
    expect(last).toContain("USER node")
    expect(last).toContain("HEALTHCHECK")
  })
})

describe("the hours of nightly jobs, which are those of the process's time zone", () => {
  it("are UTC's in the image, in Kubernetes and in compose", () => {
    const [run] = readStages(readFileSync(path.join("deploy", "Dockerfile"), "utf8")).slice(-1)
    const { text = "" } = run?.instructions.find(({ keyword }) => keyword === "ENV") ?? {}
    const { data } = find("ConfigMap", "loyalty-shop") as unknown as {
      data: Record<string, string>
    }
    const compose = parse(readFileSync(path.join("deploy", "compose.yaml"), "utf8"), {
      merge: true,
    }) as Compose

    expect(pairsOf(text)["TZ"]).toBe("UTC")
    expect(data["TZ"]).toBe("UTC")
    expect(compose.services["worker"]?.environment?.["TZ"]).toBe("UTC")
  })
})

describe("the Dockerfile's health check", () => {
  const stage = readStages(readFileSync(path.join("deploy", "Dockerfile"), "utf8")).at(-1)!
  const [node = "", ...args] = commandOf(stage, "HEALTHCHECK")
  let asked: string[] = []
  const server = createServer(({ url = "" }, response) => {
    asked.push(url)
    response.writeHead(url === "/loyalty/health" ? 200 : 404).end()
  })
  let port: string

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    port = String((server.address() as AddressInfo).port)
  })
  beforeEach(() => {
    asked = []
  })
  afterAll(() => server.close())

  const check = (env: Record<string, string>): Promise<number | null> =>
    new Promise((resolve) => {
      const child = spawn(node, args, { env: { PATH: process.env.PATH, ...env }, stdio: "ignore" })
      child.once("exit", resolve)
    })

  it.each([
    ["a server at Medusa's port", (own: string) => ({ PORT: own, LOYALTY_WORKER_PORT: "1" })],
    [
      "a worker at its own",
      (own: string) => ({ PORT: "1", MEDUSA_WORKER_MODE: "worker", LOYALTY_WORKER_PORT: own }),
    ],
  ])("asks %s", async (_, env) => {
    expect(await check(env(port))).toBe(0)
    expect(asked).toEqual(["/loyalty/health"])
  })

  it("fails where nobody answers", async () => {
    expect(await check({ PORT: "1" })).toBe(1)
  })
})

describe("the build context", () => {
  const isIgnored = ignoring(readFileSync(".dockerignore", "utf8"))

  it.each([
    ...["node_modules/a/b.js", "packages/storefront/node_modules/x", ".env", "deploy/.env"],
    ...[".env.local", "examples/storefront/.env.local", ".git/HEAD", ".medusa/server/a.js"],
    ...["examples/storefront/.next/x", "packages/pdi-simulator/dist/cli.js", ".demo/secrets.json"],
  ])("leaves out %s", (file) => {
    expect(isIgnored(file)).toBe(true)
  })

  it.each(["package.json", "package-lock.json", "medusa-config.ts", "src/cli/loyalty.ts"])(
    "has %s",
    (file) => {
      expect(isIgnored(file)).toBe(false)
    },
  )

  it("keeps the examples of environments", () => {
    expect(isIgnored("examples/storefront/.env.example")).toBe(false)
  })
})

describe("the compose files", () => {
  const SECRETS = Object.fromEntries(
    [
      ...["POSTGRES_PASSWORD", "JWT_SECRET", "COOKIE_SECRET", "LOYALTY_ENCRYPTION_KEYS"],
      ...["LOYALTY_METRICS_TOKEN", "STORE_CORS", "ADMIN_CORS"],
    ].map((name) => [name, `${name} of a test`]),
  )
  const FILES = ["compose.yaml", "compose.demo.yaml"]
  const textOf = (name: string) => readFileSync(path.join("deploy", name), "utf8")
  const production = parse(textOf("compose.yaml"), { merge: true }) as Compose
  const { services } = readCompose(SECRETS)

  /** The compose specification's schema, and what a linter knows beyond it. */
  const lint = (file: string) => {
    const bin = load.resolve("dclint/package.json").replace("package.json", "bin/dclint.cjs")
    return spawnSync(process.execPath, [bin, "--quiet", file], { encoding: "utf8" })
  }

  it.each(FILES)("%s has no fault that a linter finds", (name) => {
    const good = lint(path.join("deploy", name))
    expect({ status: good.status, output: good.stdout }).toMatchObject({ status: 0 })

    const folder = mkdtempSync(path.join(tmpdir(), "loyalty-compose-"))
    const broken = path.join(folder, name)
    writeFileSync(broken, textOf(name).replaceAll(/\b(restart|working_dir): /g, "wrong_$1: "))
    expect(lint(broken).status).not.toBe(0)
    rmSync(folder, { recursive: true })
  })

  it("have every part of a shop", () => {
    expect(Object.keys(production.services).sort()).toEqual(
      ["migrate", "postgres", "redis", "server", "worker"].sort(),
    )
    expect(Object.keys(services).sort()).toEqual(
      [...Object.keys(production.services), "seed", "simulator", "storefront"].sort(),
    )
  })

  it("name only services and secrets that somebody gives", () => {
    const names = Object.keys(services)
    for (const { depends_on = {}, network_mode } of Object.values(services)) {
      expect(names).toEqual(expect.arrayContaining(Object.keys(depends_on)))
      expect([undefined, "service:server"]).toContain(network_mode)
    }
    for (const name of FILES) {
      expect(textOf(name)).not.toMatch(/(SECRET|PASSWORD|KEYS|TOKEN|CORS): (?!\$\{\w+:\?)/)
    }
    const { JWT_SECRET: _, ...fewer } = SECRETS
    expect(() => readCompose(fewer)).toThrow("JWT_SECRET is not set")
  })

  it("run one server and one worker of the same image", () => {
    const { server, worker } = production.services
    expect(server?.environment).toMatchObject({ MEDUSA_WORKER_MODE: "server" })
    expect(worker?.environment).toMatchObject({ MEDUSA_WORKER_MODE: "worker" })
    expect(worker?.environment?.["LOYALTY_WORKER_PORT"]).toMatch(/^\d+$/)
    expect(server?.environment?.["DATABASE_URL"]).toBe(worker?.environment?.["DATABASE_URL"])
  })

  /** What the provider makes of a service's environment, as medusa-config hands it over. */
  const policyOf = (env: Record<string, string> = {}, more: Record<string, string> = {}) => {
    const all: Record<string, string> = { NODE_ENV: "production", ...env, ...more }
    const options = {
      allow_private_addresses: all["LOYALTY_ALLOW_PRIVATE_ADDRESSES"] === "true",
      allow_http: all["LOYALTY_ALLOW_HTTP"] === "true",
    }
    return parsePdiOptions(options, all)
  }

  it("let the demo's shop call its simulator, and a shop in production no such address", () => {
    const url = services["seed"]?.environment?.["SIMULATOR_URL"] ?? ""
    expect(url).toBe("http://simulator:9100")
    expect(services["simulator"]?.command?.at(-1)).toContain("--port 9100")

    for (const name of ["server", "worker"]) {
      expect(checkUrl(url, policyOf(services[name]?.environment)).ok).toBe(true)
      expect(checkUrl(url, policyOf(production.services[name]?.environment)).ok).toBe(false)
    }
    // Nobody takes the demo's switches into production by mistake.
    const demo = services["server"]?.environment
    expect(() => policyOf(demo, { NODE_ENV: "production" })).toThrow(/use https in production/)
  })

  it("give the storefront one address of Medusa for browser and server alike", () => {
    const { storefront } = services
    expect(storefront?.environment).toMatchObject({ MEDUSA_URL: "http://localhost:9000" })
    expect(storefront?.network_mode).toBe("service:server")
  })
})
