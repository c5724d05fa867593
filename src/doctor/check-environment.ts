import type { Environment, Facts, Finding } from "./facts"

const DEFAULT_SECRETS = ["supersecret", "development-only", "secret", "changeme"]
const SECRET_LENGTH_MIN = 16

/** Secrets, and what several processes need. */
export function checkEnvironment({ environment }: Facts): Finding[] {
  return [
    ...secrets(environment),
    ...metricsToken(environment),
    ...guessableKeys(environment),
    ...severalProcesses(environment),
    ...workerPort(environment),
  ]
}

function secrets({ jwt_secret, cookie_secret, is_production }: Environment): Finding[] {
  const given = { "http.jwtSecret": jwt_secret, "http.cookieSecret": cookie_secret }
  return Object.entries(given)
    .filter(([, secret]) => !isSecret(secret))
    .map(([name]) => ({
      check: "secrets",
      severity: is_production ? "error" : "warning",
      message: `${name} is missing, a default, or too short: anybody can sign in as anybody`,
      advice: `Set ${name} in medusa-config from the environment, at least 16 random characters, another one in each environment.`,
    }))
}

function isSecret(secret: string | undefined): boolean {
  return (
    secret !== undefined &&
    secret.length >= SECRET_LENGTH_MIN &&
    !DEFAULT_SECRETS.includes(secret.toLowerCase())
  )
}

function metricsToken({ has_metrics_token, is_production }: Environment): Finding[] {
  return has_metrics_token || !is_production
    ? []
    : [
        {
          check: "secrets",
          severity: "warning",
          message: "/loyalty/metrics answers everybody",
          advice: "Set LOYALTY_METRICS_TOKEN, or let no outside address reach the path.",
        },
      ]
}

function guessableKeys({ guessable_keys }: Environment): Finding[] {
  return guessable_keys.map((id) => ({
    check: "secrets",
    severity: "error",
    message: `The encryption key "${id}" can be guessed: all its bytes are alike`,
    advice: "Make a new one as the README says, put it first, and enter the credentials again.",
  }))
}

function severalProcesses(environment: Environment): Finding[] {
  const { worker_mode, has_redis, event_bus, workflow_engine, locking } = environment
  if (worker_mode === "shared" && !has_redis) {
    return []
  }
  const missing = [
    ...(has_redis ? [] : ["projectConfig.redisUrl"]),
    ...(isRedis(event_bus) ? [] : ["an event bus in Redis"]),
    ...(isRedis(workflow_engine) ? [] : ["a workflow engine in Redis"]),
    ...(locking.some(isShared) ? [] : ["a locking provider that processes share"]),
  ]
  return missing.map((what) => ({
    check: "redis",
    severity: worker_mode === "shared" ? "warning" : "error",
    message: `With several processes (workerMode "${worker_mode}") this is missing: ${what}`,
    advice:
      "Register Medusa's Redis modules (event bus, workflow engine, locking) in medusa-config, " +
      "for server and worker alike. Points stay right without them, but arrive late.",
  }))
}

/** Medusa mounts no route in a worker, which therefore answers only at a port of its own. */
function workerPort({ worker_mode, worker_port, medusa_port }: Environment): Finding[] {
  if (worker_mode !== "worker" || (worker_port !== null && worker_port !== medusa_port)) {
    return []
  }
  return [
    {
      check: "workers",
      severity: "warning",
      message:
        worker_port === null
          ? "This worker has no port for health and metrics: it can be neither probed nor scraped"
          : `The worker's port for health and metrics, ${worker_port}, is Medusa's own`,
      advice:
        "Set worker_port (LOYALTY_WORKER_PORT) to a port that is free, let probes ask " +
        "/loyalty/health there, and Prometheus /loyalty/metrics: only workers send points.",
    },
  ]
}

function isRedis(resolved: string | null): boolean {
  return resolved?.includes("redis") ?? false
}

function isShared(resolved: string): boolean {
  return /redis|postgres/.test(resolved)
}
