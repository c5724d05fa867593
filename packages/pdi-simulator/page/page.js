const REFRESH_MS = 2000
const SHOWN_ROWS = 60

/** What each fault takes, as a start for the parameter field. */
const SAMPLE_PARAMS = {
  latency: { ms: 3000 },
  drop_then_apply: { ms: 500 },
  status: { status: 503, shape: "error" },
  trickle: { bytesPerSecond: 16 },
  oversized_body: { bytes: 5000000 },
  other_currency: { currency: "EUR" },
  remove_reward_ids: { ids: ["PTS-500"] },
  wrong_types: { field: "earnedPoints", value: "many" },
  token_ttl: { seconds: 5 },
  token_spelling: { spelling: "camel" },
  reject_reward: { rewardId: "PTS-500", code: "REWARD_ALREADY_REDEEMED" },
}

const byId = (id) => document.getElementById(id)
const form = byId("fault-form")

async function call(path, init = {}) {
  const headers = init.body === undefined ? {} : { "content-type": "application/json" }
  const response = await fetch(path, { ...init, headers })
  const body = await response.json()
  if (!response.ok) throw new Error(body.error?.message ?? body.error ?? response.statusText)
  return body
}

function element(tag, text = "", className = "") {
  const made = document.createElement(tag)
  made.textContent = text
  made.className = className
  return made
}

/** Columns are [title, read, class]; text is set, never parsed, so no name can become markup. */
function showTable(id, rows, columns) {
  const place = byId(id)
  const count = byId(`${id}-count`)
  count.textContent = rows.length === 0 ? "" : String(rows.length)
  if (rows.length === 0) return place.replaceChildren(element("p", "none yet", "empty"))
  const table = element("table")
  const head = table.createTHead().insertRow()
  for (const [title, , className = ""] of columns) {
    head.append(element("th", title, className === "number" ? "number" : ""))
  }
  const body = table.createTBody()
  for (const row of rows.slice(0, SHOWN_ROWS)) {
    const line = body.insertRow()
    for (const [, read, className = ""] of columns) {
      const extra = typeof className === "function" ? className(row) : className
      line.append(element("td", String(read(row) ?? "—"), extra))
    }
  }
  const top = place.scrollTop
  place.replaceChildren(table)
  place.scrollTop = top
}

const time = (iso) => new Date(iso).toLocaleTimeString()
const healthy = (status) => (status !== null && status < 400 ? "good" : "bad")

function showBooks(books) {
  const names = new Map(books.members.map(({ memberId, name }) => [memberId, name]))
  showTable("members", books.members, [
    ["Name", (it) => it.name],
    ["Phone", (it) => it.phone, "code"],
    ["Tier", (it) => it.tier],
    ["Points", (it) => it.points.toLocaleString(), "number"],
    ["Status", (it) => it.status, (it) => (it.status === "active" ? "" : "bad")],
  ])
  showTable("transactions", books.transactions.toReversed(), [
    ["At", (it) => time(it.committedAt)],
    ["Kind", (it) => it.kind],
    ["Order", (it) => it.transactionId, "code"],
    ["Member", (it) => names.get(it.memberId)],
    ["Amount", (it) => it.finalAmount.toFixed(2), "number"],
    ["Earned", (it) => it.earnedPoints, "number"],
    ["Burned", (it) => it.redeemedPoints, "number"],
    ["Balance", (it) => it.newBalance.toLocaleString(), "number"],
    ["Receipt", (it) => it.receiptId || null, "code"],
  ])
  const open = books.sessions.filter(({ status }) => !["finalized", "failed"].includes(status))
  showTable("sessions", open.toReversed(), [
    ["Opened", (it) => time(it.openedAt)],
    ["Member", (it) => names.get(it.memberId)],
    ["Cart", (it) => it.transactionId, "code"],
    ["Status", (it) => it.status],
    ["posSequenceId", (it) => it.posSequenceId, "code"],
  ])
  fillMembers(books.members)
}

function showRequests(requests) {
  showTable("requests", requests.toReversed(), [
    ["#", (it) => it.seq, "number"],
    ["At", (it) => time(it.at)],
    ["Endpoint", (it) => it.endpoint],
    ["Answer", (it) => it.status ?? "none", (it) => healthy(it.status)],
    ["Fault", (it) => it.fault?.kind, (it) => (it.fault ? "bad" : "")],
    ["Booked", (it) => (it.effect ? "yes" : null)],
  ])
}

function showFaults(faults) {
  if (faults.length === 0) {
    return byId("chips").replaceChildren(element("p", "none: everything answers", "empty"))
  }
  byId("chips").replaceChildren(
    ...faults.map((fault) => {
      const left = fault.times === undefined ? "until cleared" : `${fault.times - fault.hits} left`
      const parts = [fault.kind, `on ${fault.endpoint}`, fault.memberId, left]
      if (fault.probability !== undefined) parts.push(`p ${fault.probability}`)
      if (fault.params !== undefined) parts.push(JSON.stringify(fault.params))
      const chip = element("span", parts.filter(Boolean).join(" · "), "chip")
      const off = element("button", "✕")
      off.setAttribute("aria-label", `Switch ${fault.kind} off`)
      off.onclick = () => act(() => call(`/_sim/faults/${fault.id}`, { method: "DELETE" }))
      chip.append(off)
      return chip
    }),
  )
}

function fill(select, values) {
  if (select.options.length === values.length) return
  select.replaceChildren(...values.map(([value, label]) => new Option(label, value)))
}

function fillMembers(members) {
  const choices = members.map(({ memberId, name }) => [memberId, name])
  fill(form.elements.memberId, [["", "anyone"], ...choices])
}

async function refresh() {
  const state = byId("state")
  try {
    const [books, requests, faults] = await Promise.all(
      ["/_sim/books", `/_sim/requests?limit=${SHOWN_ROWS}`, "/_sim/faults"].map((path) =>
        call(path),
      ),
    )
    showBooks(books)
    showRequests(requests)
    showFaults(faults)
    state.textContent = `${location.host}, refreshed ${new Date().toLocaleTimeString()}`
    state.className = ""
  } catch {
    state.textContent = "the simulator does not answer"
    state.className = "lost"
  }
}

async function act(work) {
  byId("problem").textContent = ""
  try {
    await work()
  } catch (error) {
    byId("problem").textContent = error.message
  }
  await refresh()
}

function readFault() {
  const { kind, endpoint, memberId, times, params } = form.elements
  const fault = { kind: kind.value, endpoint: endpoint.value }
  if (memberId.value !== "") fault.memberId = memberId.value
  if (times.value !== "") fault.times = Number(times.value)
  if (params.value.trim() !== "") fault.params = JSON.parse(params.value)
  return fault
}

form.onsubmit = (event) => {
  event.preventDefault()
  act(() => call("/_sim/faults", { method: "POST", body: JSON.stringify(readFault()) }))
}
form.elements.kind.onchange = () => {
  const sample = SAMPLE_PARAMS[form.elements.kind.value]
  form.elements.params.value = sample === undefined ? "" : JSON.stringify(sample)
}
byId("clear-faults").onclick = () => act(() => call("/_sim/faults", { method: "DELETE" }))
byId("reset").onclick = () => act(() => call("/_sim/reset", { method: "POST" }))

async function begin() {
  const { kinds, endpoints } = await call("/_sim/choices")
  fill(
    form.elements.kind,
    kinds.map((kind) => [kind, kind]),
  )
  fill(
    form.elements.endpoint,
    ["*", ...endpoints].map((name) => [name, name]),
  )
  form.elements.kind.onchange()
  await refresh()
  setInterval(refresh, REFRESH_MS)
}

begin()
