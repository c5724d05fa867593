import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type IncomingHttpHeaders, type Server } from "node:http"
import { request } from "node:https"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const SITE = readFileSync(path.join("deploy", "nginx", "loyalty.conf"), "utf8")
const READY_MS = 8_000

const hasNginx = spawnSync("nginx", ["-v"]).status === 0
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

describe("the Nginx example", () => {
  let root: string

  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), "loyalty-nginx-"))
    mkdirSync(path.join(root, "logs"))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  /** Writes a whole configuration around a site, with a certificate made here. */
  const configured = (site: string): string => {
    const files = { certificate: path.join(root, "site.crt"), key: path.join(root, "site.key") }
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"],
        ...["-subj", "/CN=shop.example.com", "-keyout", files.key, "-out", files.certificate],
      ],
      { stdio: "ignore" },
    )
    const local = site
      .replace(/ssl_certificate\s+\S+;/, `ssl_certificate ${files.certificate};`)
      .replace(/ssl_certificate_key\s+\S+;/, `ssl_certificate_key ${files.key};`)
    const config = path.join(root, "nginx.conf")
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path ${root}/${name};`)
      .join(" ")
    writeFileSync(
      config,
      `pid ${root}/nginx.pid;\nevents {}\nhttp {\naccess_log off; ${temporary}\n${local}\n}\n`,
    )
    return config
  }
  const argsFor = (config: string) => ["-c", config, "-p", root, "-e", path.join(root, "error.log")]

  /** Nginx' own check. */
  const check = (site: string) =>
    spawnSync("nginx", ["-t", ...argsFor(configured(site))], { encoding: "utf8" })

  // Nginx is no npm package: CI installs it, and a developer may be without it.
  if (hasNginx && hasOpenssl) {
    it("passes nginx -t, and a broken one does not", () => {
      const good = check(SITE)
      expect(good.stderr).toContain("test is successful")

      expect(check(SITE.replace("least_conn;", "least_conn")).status).not.toBe(0)
    })

    describe("in front of a shop", () => {
      let shop: Server
      let nginx: ChildProcess
      let port: number
      let seen: { url: string | undefined; headers: IncomingHttpHeaders }[] = []

      const get = (
        url: string,
        headers: Record<string, string> = {},
      ): Promise<{ status: number | undefined }> =>
        new Promise((resolve, reject) => {
          // The certificate is the one made above.
          const options = { port, path: url, headers, rejectUnauthorized: false, agent: false }
          request(options, (reply) => {
            reply.resume().on("end", () => resolve({ status: reply.statusCode }))
          })
            .once("error", reject)
            .end()
        })

      beforeAll(async () => {
        shop = createServer(({ url, headers }, response) => {
          seen.push({ url, headers })
          response.end("the shop")
        })
        const upstream = await listening(shop)
        const probe = createServer()
        port = await listening(probe)
        await new Promise((resolve) => probe.close(resolve))
        const site = SITE.replace(/server 10\.0\.0\.11:9000/, `server 127.0.0.1:${upstream}`)
          .replace(/\n\s+server 10\.0\.0\.12:9000.*/, "")
          .replace("listen 80;", "listen unix:plain.sock;")
          .replace("listen 443 ssl;", `listen 127.0.0.1:${port} ssl;`)
        const config = configured(site.replace("unix:plain.sock", `unix:${root}/plain.sock`))
        nginx = spawn("nginx", [...argsFor(config), "-g", "daemon off;"], { stdio: "ignore" })
        const end = Date.now() + READY_MS
        while (Date.now() < end && (await get("/").catch(() => null)) === null) {
          await sleep(50)
        }
      })
      beforeEach(() => {
        seen = []
      })
      afterAll(async () => {
        nginx.kill("SIGTERM")
        await new Promise((resolve) => nginx.once("exit", resolve))
        await new Promise((resolve) => shop.close(resolve))
      })

      it.each([
        ...["/loyalty/health", "/loyalty/health/live", "/loyalty/health/ready"],
        ...["/Loyalty/Health/Live", "/app", "/"],
      ])("lets anybody reach %s", async (url) => {
        expect(await get(url)).toEqual({ status: 200 })
        expect(seen.map((each) => each.url)).toEqual([url])
      })

      it.each([
        ...["/loyalty/metrics", "/loyalty/metrics/", "/loyalty/docs", "/loyalty/docs/openapi"],
        ...["/loyalty/healthy", "/Loyalty/metrics", "/loyalty/Metrics", "/LOYALTY/docs"],
        ...["/loyalty/%6Detrics", "//loyalty/metrics"],
      ])("lets nobody from outside reach %s", async (url) => {
        expect(await get(url)).toEqual({ status: 403 })
        expect(seen).toEqual([])
      })

      it("tells the shop the shopper's own address, whatever the shopper says", async () => {
        await get("/store/products", { "x-forwarded-for": "203.0.113.7" })

        expect(seen[0]?.headers).toMatchObject({
          "x-forwarded-for": "127.0.0.1",
          "x-forwarded-proto": "https",
        })
      })
    })
  }

  it("need not let Admin through to anything of ours outside /admin", () => {
    const files = readdirSync("src/admin", { recursive: true, encoding: "utf8" })
    const fetched = files
      .filter((name) => /\.tsx?$/.test(name))
      .flatMap((name) => [
        ...readFileSync(path.join("src/admin", name), "utf8").matchAll(
          /\.fetch(?:<[^(]*>)?\(\s*["`]([^"`]*)/g,
        ),
      ])
      .map(([, url = ""]) => url)

    expect(fetched.length).toBeGreaterThan(10)
    expect(fetched.filter((url) => !url.startsWith("/admin/"))).toEqual([])
  })

  it("is checked by Nginx itself wherever CI runs", () => {
    const is_needed = process.env.CI === "true"

    expect(!is_needed || (hasNginx && hasOpenssl)).toBe(true)
  })
})

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port))
  })
}
