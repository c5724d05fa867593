/** A server one can connect to. */
export interface PostgresServer {
  /** Connection string of the maintenance database. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** Stops the server if it is ours; does nothing to a server that somebody else runs. */
  stop(): Promise<void>
  /** Connection string of one database of the server. */
  databaseUrl(name: string): string
}

/** A server on this machine that trusts local connections. */
export const localServer = (options: {
  readonly port: number
  readonly stop: () => Promise<void>
}): PostgresServer => {
  // Medusa's test runner turns TLS off only when the host's name contains "localhost".
  const base = new URL(`postgres://postgres@localhost:${options.port}/postgres`)
  return describeServer(base, options.stop)
}

/** The server that `DATABASE_URL` names. */
export const externalServer = (databaseUrl: string): PostgresServer => {
  if (!URL.canParse(databaseUrl)) {
    throw new Error("DATABASE_URL is not a URL. Expected postgres://user:password@host:5432/name")
  }
  return describeServer(new URL(databaseUrl), () => Promise.resolve())
}

const describeServer = (base: URL, stop: () => Promise<void>): PostgresServer => ({
  url: base.toString(),
  host: base.hostname,
  port: Number(base.port || 5432),
  user: decodeURIComponent(base.username),
  password: decodeURIComponent(base.password),
  stop,
  databaseUrl: (name) => {
    const url = new URL(base)
    url.pathname = `/${encodeURIComponent(name)}`
    return url.toString()
  },
})
