import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import path from "node:path"

import { validate as validateDockerfile } from "dockerfile-utils"
import { parse, parseAllDocuments } from "yaml"

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
    spec: { containers: Container[]; securityContext: { runAsNonRoot: boolean } }
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

  it("migrate once, before the pods", () => {
    expect(containerOf(find("Job", "loyalty-shop-migrate")).command).toEqual([
      "npx",
      "medusa",
      "db:migrate",
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
    expect(last).toContain("/loyalty/health'")
  })
})

describe("the compose file", () => {
  interface Compose {
    services: Record<
      string,
      { environment?: Record<string, string>; depends_on?: Record<string, unknown> }
    >
    volumes: Record<string, unknown>
  }
  const text = readFileSync(path.join("deploy", "compose.yaml"), "utf8")
  const compose = parse(text, { merge: true }) as Compose

  /** The compose specification's schema, and what a linter knows beyond it. */
  const lint = (file: string) => {
    const bin = load.resolve("dclint/package.json").replace("package.json", "bin/dclint.cjs")
    return spawnSync(process.execPath, [bin, "--quiet", file], { encoding: "utf8" })
  }

  it("has no fault that a linter finds", () => {
    const good = lint(path.join("deploy", "compose.yaml"))
    expect({ status: good.status, output: good.stdout }).toMatchObject({ status: 0 })

    const folder = mkdtempSync(path.join(tmpdir(), "loyalty-compose-"))
    const broken = path.join(folder, "compose.yaml")
    writeFileSync(broken, text.replace("restart: unless-stopped", "restarts: unless-stopped"))
    expect(lint(broken).status).not.toBe(0)
    rmSync(folder, { recursive: true })
  })

  it("has every part of a shop", () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      ["migrate", "postgres", "redis", "server", "simulator", "storefront", "worker"].sort(),
    )
  })

  it("names only services and secrets that somebody gives", () => {
    const names = Object.keys(compose.services)
    for (const { depends_on = {} } of Object.values(compose.services)) {
      expect(names).toEqual(expect.arrayContaining(Object.keys(depends_on)))
    }
    expect(text).not.toMatch(/(SECRET|PASSWORD|KEYS|TOKEN): (?!\$\{\w+:\?)/)
  })

  it("runs one server and one worker of the same image", () => {
    expect(compose.services["server"]?.environment).toMatchObject({ MEDUSA_WORKER_MODE: "server" })
    expect(compose.services["worker"]?.environment).toMatchObject({ MEDUSA_WORKER_MODE: "worker" })
    expect(compose.services["server"]?.environment?.["DATABASE_URL"]).toBe(
      compose.services["worker"]?.environment?.["DATABASE_URL"],
    )
  })
})
