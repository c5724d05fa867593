import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

const SITE = readFileSync(path.join("deploy", "nginx", "loyalty.conf"), "utf8")

const hasNginx = spawnSync("nginx", ["-v"]).status === 0
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

describe("the Nginx example", () => {
  let root: string

  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), "loyalty-nginx-"))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  /** Nginx' own check, with the example's certificate replaced by one made here. */
  const check = (site: string) => {
    mkdirSync(path.join(root, "logs"), { recursive: true })
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
    writeFileSync(config, `pid ${root}/nginx.pid;\nevents {}\nhttp {\n${local}\n}\n`)
    return spawnSync(
      "nginx",
      ["-t", "-c", config, "-p", root, "-e", path.join(root, "error.log")],
      {
        encoding: "utf8",
      },
    )
  }

  // Nginx is no npm package: CI installs it, and a developer may be without it.
  if (hasNginx && hasOpenssl) {
    it("passes nginx -t, and a broken one does not", () => {
      const good = check(SITE)
      expect(good.stderr).toContain("test is successful")

      expect(check(SITE.replace("least_conn;", "least_conn")).status).not.toBe(0)
    })
  }

  it("is checked by Nginx itself wherever CI runs", () => {
    const is_needed = process.env.CI === "true"

    expect(!is_needed || (hasNginx && hasOpenssl)).toBe(true)
  })

  it("keeps probes and metrics inside, and the shopper's address true", () => {
    expect(SITE).toMatch(/location \/loyalty\/metrics\s+\{ allow 10\.0\.0\.0\/8; deny all;/)
    expect(SITE).toMatch(/location \/loyalty\/docs\s+\{ deny all; \}/)
    expect(SITE).toContain("X-Forwarded-For $remote_addr")
    expect(SITE).not.toContain("$proxy_add_x_forwarded_for")
  })
})
