import { readFileSync } from "node:fs"
import path from "node:path"

import { parse } from "yaml"

import { ROOT } from "../demo/lib/paths"

/** A service as far as the test runs it. */
export interface Service {
  image?: string
  build?: { target: string; args?: Record<string, string> }
  command?: string[]
  working_dir?: string
  environment?: Record<string, string>
  depends_on?: Record<string, { condition: string }>
  network_mode?: string
  healthcheck?: { test?: string[]; disable?: boolean }
}

export interface Compose {
  services: Record<string, Service>
}

const FILES = ["compose.yaml", "compose.demo.yaml"]

/** The compose files put together as `docker compose --file … --file …` does. */
export function readCompose(env: Record<string, string>): Compose {
  const [first, ...others] = FILES.map((name) => {
    const text = readFileSync(path.join(ROOT, "deploy", name), "utf8")
    return parse(interpolate(text, env), { merge: true }) as Compose
  })
  return others.reduce((merged, other) => mergeInto(merged, other) as Compose, first!)
}

/** `${NAME:?why}`: refused when unset, as Compose does; our files use no other form. */
export function interpolate(text: string, env: Record<string, string>): string {
  return text.replace(/\$\{(\w+)([^}]*)\}/g, (whole, name: string, rest: string) => {
    if (!rest.startsWith(":?")) {
      throw new Error(`${whole}: secrets and origins have no default here`)
    }
    const value = env[name]
    if (!value) {
      throw new Error(`${name} is not set: ${rest.slice(2)}`)
    }
    return value
  })
}

/** Compose's rule: maps are merged, a command is replaced, other lists are appended. */
function mergeInto(base: unknown, over: unknown, key = ""): unknown {
  if (Array.isArray(base) && Array.isArray(over)) {
    return key === "command" || key === "test"
      ? over
      : [...(base as unknown[]), ...(over as unknown[])]
  }
  if (isMap(base) && isMap(over)) {
    const keys = new Set([...Object.keys(base), ...Object.keys(over)])
    return Object.fromEntries(
      [...keys].map((name) => [name, mergeInto(base[name], over[name], name)]),
    )
  }
  return over ?? base
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
