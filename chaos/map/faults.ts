import {
  chaos,
  flow,
  house,
  limits,
  outbox,
  part,
  pdi,
  redis,
  rows,
  rule,
  shop,
  tables,
  turns,
  wire,
  type Row,
} from "./proof"

/** The fault plan, row by row. */
export const FAULTS: readonly Row[] = [
  {
    row: 1,
    what: "engine 9 s on evaluate",
    proofs: [
      chaos("the engine needs nine seconds for an evaluation"),
      shop("failures", "come within their deadline from a slow engine, and carts do not wait"),
      wire("ends with the caller's patience when that is shorter"),
    ],
  },
  {
    row: 2,
    what: "engine 500/502/503 for a while, then well",
    proofs: [
      chaos("the engine answers 503 from checkout to finalize, then recovers"),
      shop("failures", "opens the breaker, says so in health, and closes it after one good answer"),
      wire("opens after five failures in a row, probes once, and closes"),
    ],
  },
  {
    row: 3,
    what: "429 with Retry-After as seconds, date, absurd, missing",
    proofs: [
      chaos("429 with every kind of Retry-After"),
      pdi("policies", "counts 429 only when it keeps coming"),
      pdi("classifier", "travels with the failure, an hour of it at most"),
    ],
  },
  {
    row: 4,
    what: "a burst of 400, 404, 422",
    proofs: [
      chaos("a burst of refusals leaves the breaker closed"),
      wire("stays closed under any number of refusals in proper form"),
    ],
  },
  {
    row: 5,
    what: "malformed JSON, HTML 200, empty 200, cut gzip, 50 MB",
    proofs: [
      chaos("finalize is committed and its answer unreadable"),
      shop("failures", "answers 503 with the time to wait, whatever is wrong with the engine"),
      pdi("service", "to a commit that nobody can read leave its outcome open"),
    ],
  },
  {
    row: 6,
    what: "wrong types in a reply",
    proofs: [
      chaos("finalize is answered with wrong types"),
      chaos("an evaluation with wrong types grants nothing beyond the basket"),
      pdi("replies", "never throws and never yields a number that is not sound"),
      pdi("replies", "offers only rewards that can be applied, whatever one of them holds"),
    ],
  },
  {
    row: 7,
    what: "half-open TCP, accept then silence",
    proofs: [
      chaos("half-open connections at checkout and at finalize"),
      pdi("transport", "ends with its signal and destroys the socket"),
    ],
  },
  {
    row: 8,
    what: "RST mid-body, keep-alive closed before reuse",
    proofs: [
      chaos("RST in the middle of an answer, and on idle connections"),
      chaos("one byte a second"),
      wire("is never made for a finalize"),
    ],
  },
  {
    row: 9,
    what: "late success",
    proofs: [
      chaos("late success"),
      wire("is unknown, then found finalized, then a duplicate: one commit"),
      rows("asks about a send that was unknown once, whatever became of later attempts"),
    ],
  },
  {
    row: 10,
    what: "applied, response lost",
    proofs: [
      chaos("finalize is applied and its answer lost"),
      shop("failures", "is asked about and adopted, not sent again"),
    ],
  },
  {
    row: 11,
    what: "not applied, response lost",
    proofs: [
      chaos("finalize never arrives, or arrives after it was lost"),
      shop("failures", "is sent again with the same body and key"),
    ],
  },
  {
    row: 12,
    what: "duplicate, reordered, swapped replies",
    proofs: [
      chaos("answers of another order"),
      pdi("service", "about another basket are refused and logged"),
      shop("orders", "discards a reply to a basket that changed while it was asked for"),
    ],
  },
  {
    row: 13,
    what: "token expires mid-call, 401 loop, token endpoint down",
    proofs: [
      chaos("tokens end and cannot be had"),
      pdi("token-cache", "makes one request for a hundred callers"),
      pdi(
        "token-cache",
        "asks at most twenty times a minute of an engine that refuses fresh tokens",
      ),
    ],
  },
  {
    row: 14,
    what: "clock skew, DST, leap to the future",
    proofs: [
      rows("passes on what a dead worker held, and hears no more of the old one"),
      pdi("to-wire", "gives the business day of the store's zone"),
      flow("operations", "is not given up by a machine whose clock has leapt into the future"),
      shop("outbox", "gives up no operation"),
      shop("outbox", "ends no session, and asks the engine nothing anew"),
      shop("jobs", "jobs end, place, compare and clear what the database's clock says"),
      rows("forget counts of tries that are over, and those of a clock that had leapt ahead"),
      flow("ask-engine", "ends by the database's clock"),
    ],
  },
  {
    row: 15,
    what: "breaker half-open with 100 concurrent finalizations",
    proofs: [
      pdi("policies", "lets one probe through of a hundred, and closes when it succeeds"),
      chaos("a hundred finalizations meet a breaker that is half open"),
      chaos("a backlog of ten thousand after an outage"),
    ],
  },
  {
    row: 16,
    what: "kill -9 before and after enqueue",
    proofs: [
      chaos("killed at place.before_bind"),
      chaos("killed at place.in_transaction"),
      chaos("killed at place.after_bind"),
      chaos("killed at place.after_bind, attempt 2"),
      chaos("killed at finalize.after_due, attempt 1"),
      chaos("killed at finalize.after_due, attempt 2"),
    ],
  },
  {
    row: 17,
    what: "kill -9 after claim, after freeze, before send",
    proofs: ["finalize.after_claim", "finalize.after_freeze"].flatMap((point) => [
      chaos(`killed at ${point}, attempt 1`),
      chaos(`killed at ${point}, attempt 2`),
    ]),
  },
  {
    row: 18,
    what: "kill -9 after send, before response",
    proofs: [
      chaos("killed while the engine held its answer back, attempt 1"),
      chaos("killed while the engine held its answer back, attempt 2"),
      rows("counts a crash as sent only where a body was frozen"),
    ],
  },
  {
    row: 19,
    what: "kill -9 after response, before record",
    proofs: [
      ...["finalize.after_reply", "finalize.in_transaction", "finalize.after_record"].flatMap(
        (point) => [chaos(`killed at ${point}, attempt 1`), chaos(`killed at ${point}, attempt 2`)],
      ),
      chaos("killed at finalize.in_transaction, while a lost answer is adopted"),
      chaos("killed at finalize.after_record, while a lost answer is adopted"),
      shop("returns", "is taken back by the sweeper when the process died with the answer"),
    ],
  },
  {
    row: 20,
    what: "kill -9 between books and session",
    proofs: [
      chaos("killed at finalize.in_transaction, attempt 1"),
      chaos("killed at finalize.in_transaction, attempt 2"),
      chaos("killed at finalize.in_transaction, while a lost answer is adopted"),
      chaos("killed at place.in_transaction"),
    ],
  },
  {
    row: 21,
    what: "kill -9 in complete-cart at order, link, payment",
    proofs: [
      chaos("killed in complete-cart while the order is made"),
      chaos("killed in complete-cart while the order is made, twice"),
      chaos("killed in complete-cart while order and cart are linked"),
      chaos("killed in complete-cart while the payment is authorized"),
      shop("orders", "is found by the sweeper when its event was lost"),
      shop("orders", "any of them: never while nothing is paid"),
      shop("jobs", "lists an order that a completion was killed after"),
      shop("jobs", "lists an order that was placed and never paid"),
    ],
  },
  {
    row: 22,
    what: "Postgres restart mid-finalize, COMMIT acknowledgement lost",
    proofs: [
      chaos("Postgres killed in the middle of a finalize"),
      chaos("a commit whose acknowledgement is lost"),
      chaos("every backend terminated in the middle of a finalize"),
      chaos("the database refuses new connections for a while"),
      shop("order-finalize", "there, and the database fails over it"),
    ],
  },
  {
    row: 23,
    what: "pool exhausted, statement time-out, serialization failure, deadlock",
    proofs: [
      chaos("the database refuses new connections for a while"),
      chaos("a pool of four connections, and twelve shoppers who buy at once"),
      turns("in the opposite order: the one Postgres gives up is repeated"),
      turns("at a stricter level: each is repeated until it is stored"),
      turns("and cannot go on: the error comes after a bounded number of repeats"),
      turns("and wait longer than the shop allows: told at once, not repeated"),
      turns("are two hundred at once: all get their turn with the connections there are"),
      shop("failures", "sells at full price, and grants again when it answers"),
      shop("failures", "keeps no approved cart from being sold"),
      shop("failures", "because a table of ours is locked, sells to strangers"),
      shop("failures", "books the order once, later"),
    ],
  },
  {
    row: 24,
    what: "disk full or read-only database",
    proofs: [chaos("a database that takes no writes")],
  },
  {
    row: 25,
    what: "Redis down: bus, locks, engine",
    proofs: [
      redis(
        "redis-stops",
        "answers a cart with loyalty as one without, loses no order, and finalizes each once",
      ),
    ],
  },
  {
    row: 26,
    what: "event duplicated, reordered, delayed, never delivered",
    proofs: [
      rows("makes a waiting operation due for one of ten callers"),
      shop("orders", "is done once for five more events, the sweeper and the drain"),
      shop("orders", "is made up for by a later event, and the late one changes nothing"),
      shop("orders", "is found by the sweeper when its event was lost"),
      shop("webhooks", "that comes after the order was finalized changes neither, however often"),
      shop("webhooks", "that is said five times at once makes one order, which is booked once"),
      shop(
        "webhooks",
        "that comes when the session's time is over makes the order at the price that was paid",
      ),
      shop(
        "webhooks",
        "about a payment that a released session took back makes no order at the old price",
      ),
    ],
  },
  {
    row: 27,
    what: "complete, cancel and evaluate racing",
    proofs: [
      shop("orders", "gives one order, one session and one commit to two completes at once"),
      outbox("agree after every step of any sequence, with workers whose claims are over"),
      rows("lets a cancellation win or the send, never both"),
      rows("move once for ten movers who read the same version"),
      shop("races", "hold every promise when requests of one cart overtake each other"),
      shop(
        "races",
        "hold every promise after each command of any sequence, and decide every order in the end",
      ),
      shop(
        "guards-ended-session",
        "leaves no discount on the cart, and the payment asks for its full price",
      ),
      shop("compensation", "a release ends the session, and the payment asks for the full price"),
      shop("completion-races", "binds no session to the order that Medusa takes back"),
      shop(
        "completion-races",
        "a line that another tab changes, until Medusa changes it back, takes nothing from the order",
      ),
      shop("completion-races", "leaves Medusa with both, with loyalty"),
      shop("completion-races", "leaves Medusa with both, without loyalty"),
    ],
  },
  {
    row: 28,
    what: "two carts redeem the same points",
    proofs: [
      shop(
        "order-finalize",
        "leave the price as charged and the earnings granted, and show the difference",
      ),
      shop("store-sessions", "drops a choice whose points were spent elsewhere meanwhile"),
      shop(
        "shared-members",
        "spends no point twice from 64 carts at once, and books every order once",
      ),
    ],
  },
  {
    row: 29,
    what: "two instances run every job at once",
    proofs: [
      shop("jobs", "is done once by three sweeps and three comparisons at the same time"),
      shop("jobs", "is done once by three runs that erase, and three that forget"),
      redis(
        "several-processes",
        "finalizes every order once, through events and jobs of the worker",
      ),
      redis("several-processes", "runs every job in the worker alone, once a tick"),
      chaos("two processes run every job at once"),
      chaos("a worker frozen longer than its lease wakes up"),
      rows("gives each operation to one of eight claimers"),
      rows("give a job's lease to one process, until it ends or gives it back"),
      shop("jobs", "runs once at a time, also when a run takes longer than its lease"),
      shop("jobs", "stops, and writes nothing, once another process has taken its lease"),
    ],
  },
  {
    row: 30,
    what: "cron beyond 24.8 days, a job that throws",
    proofs: [
      house("schedules", "comes round every day or sooner"),
      shop("jobs", "writes that it failed, and runs again"),
      flow("jobs", "does not throw itself, so that it is armed again, and is written as failed"),
    ],
  },
  {
    row: 31,
    what: "a stale worker records after its lease",
    proofs: [
      chaos("a worker frozen longer than its lease wakes up"),
      rows("passes on what a dead worker held, and hears no more of the old one"),
    ],
  },
  {
    row: 32,
    what: "partial, repeated and cancelled fulfilments, items without managed inventory",
    proofs: [
      shop("outbox", "waits again when a fulfilment is taken back before its turn"),
      shop("order-finalize", "is all that was handed over in two parts, once, to the cent"),
      shop("orders", "order_completed: when a person says so"),
      rule(
        "placement",
        "adds up, never grows a reward, and gives back the placed amounts when complete",
      ),
      rule("placement", "hands over no more than was bought and not cancelled"),
      shop(
        "order-changes",
        "count when the order is closed: what is never shipped, beside what was handed over",
      ),
      shop("order-changes", "are finalized once when a fulfilment was taken back and made again"),
    ],
  },
  {
    row: 33,
    what: "refunds, returns, exchanges, edits",
    proofs: [
      rule("kept", "takes nothing back that had come back before the finalize and was not told"),
      shop("order-changes", "is shown as it will be when the shopper is asked"),
      rule("reversal", "ends the same in any order, and never takes more than was granted"),
      rule("reversal", "takes back exactly everything once everything is returned"),
      shop("order-finalize", "is what was handed over, also where the money was given back before"),
      shop("returns", "is taken back all the same, below nothing, and the shopper may go on"),
      shop("order-changes", "takes back what came back, and nothing for goods that stay"),
      shop(
        "order-finalize",
        "leaves out a line that an order edit took off after the rest was handed over",
      ),
      shop(
        "order-changes",
        "take back what came back, and leave the discounts of what stays alone",
      ),
      shop("order-changes", "shrinks every discount with its line, as the reversal takes it back"),
      shop(
        "returns",
        "takes back the returned part, then the rest, and exactly everything in the end",
      ),
      shop("returns", "is taken back when the answer to a finalize on its way is known"),
      shop("returns", "ends in the same points as one after it"),
      shop("returns", "leaves in the engine's books what the kept items alone deserve"),
      shop("outbox", "takes back a return of an archived order whose event was lost"),
      ...["after_claim", "after_freeze", "after_reply", "in_transaction"].flatMap((step) => [
        chaos(`killed at reverse.${step}, attempt 1`),
        chaos(`killed at reverse.${step}, attempt 2`),
      ]),
    ],
  },
  {
    row: 34,
    what: "cart transferred, phone changed, two customers with one phone",
    proofs: [
      rows("tie a member to one of two customers who are linked at once"),
      shop("store-api", "releases the first member before the second is shown"),
      shop("customers", "opens none for another customer's cart, and a guest opens none at all"),
    ],
  },
  {
    row: 35,
    what: "500 lines, a million units, zero prices, 100 % off, fractions",
    proofs: [
      rule("allocation", "splits over 500 lines within the budget of a request"),
      rule("allocation", "handles a million units and fractions of one"),
      rule("allocation", "leaves exactly 0.00 of a basket that is free"),
      rule("allocation.properties", "adds up, stays within every line and takes no unit twice"),
      shop(
        "currencies",
        "leaves exactly nothing to pay where a reward takes all of it, taxes included",
      ),
      shop("currencies", "counts on where 32 bits end"),
    ],
  },
  {
    row: 36,
    what: "currencies with 0 and 3 decimals, rounding at half a cent",
    proofs: [
      rule("money", "returns what toDecimalString wrote, for every amount and currency"),
      rule(
        "money",
        "is exact, within a unit of the fair share, and never above a cap that can be kept",
      ),
      pdi("to-wire", "writes currencies of no and of three digits"),
      shop("currencies", "has whole yen only: what a percentage leaves over stays with the shop"),
      shop(
        "currencies",
        "knows no loyalty in a currency of three decimals, which its engine cannot say",
      ),
    ],
  },
  {
    row: 37,
    what: "unicode, RTL, NUL, lone surrogates, 1 MB strings, odd phones",
    proofs: [
      rule("identifier", "refuses or normalises anything, and never throws anything else"),
      shop("store-api", "reads one phone number however it is written"),
      shop("hostile-input", "is answered as documented, and the shop sells on"),
      shop("hostile-input", "is refused when it is too much, before anybody reads it"),
    ],
  },
  {
    row: 38,
    what: "SQL, JSON, log and header injection",
    proofs: [
      pdi("service", "carry the token as the store says, and cannot be broken out of"),
      rule("keys", "survive any label, which cannot forge another marker"),
      shop("hostile-input", "is answered as documented, and the shop sells on"),
      shop("strangers", "are refused without being repeated"),
    ],
  },
  {
    row: 39,
    what: "mass assignment, guessed ids",
    proofs: [
      shop("store-sessions", "is nobody's who does not know its cart"),
      shop("strangers", "is not found, whatever is asked about it"),
      shop("strangers", "is refused by name on every route that takes a body"),
      shop("customers", "is refused by name on every route of a customer that takes a body"),
      shop("customers", "changes nothing of another customer with what an address or a DELETE"),
      shop("strangers", "opens no route of an admin"),
      shop("strangers", "opens no route of a customer"),
      shop("strangers", "is needed on every store route, and a made-up one is none"),
      shop("strangers", "is let in nowhere, and the shop's own pages only where they belong"),
    ],
  },
  {
    row: 40,
    what: "phone enumeration, timing, forged addresses",
    proofs: [
      redis("several-processes", "counts tries of one number over all servers"),
      redis("several-processes", "counts the tries of one address over all servers"),
      shop("store-api", "answers unknown, inactive and blocked members with the same bytes"),
      shop("store-api", "limits tries per cart, with the wait in header and body"),
      shop("hostile-input", "learns nothing from headers either"),
      shop("hostile-input", "learns nothing from the time that an answer takes"),
      shop("hostile-input", "is counted by the address that the proxy saw"),
      limits("from twenty networks reach the engine as often as the networks may"),
      limits("in one cart reach the engine as often as a cart may"),
      limits("one number is tried as often as a number may be"),
    ],
  },
  {
    row: 41,
    what: "SSRF corpus, at save and at connect",
    proofs: [
      pdi("url-guard", "are refused at connect when any of their addresses is"),
      pdi("transport", "judges a literal address on every call, and a name at connect"),
      pdi("transport", "does not follow redirects"),
      shop("strangers", "is refused when it is saved, and nothing is stored"),
      shop(
        "strangers",
        "and did not when it was saved is refused at every connection, and the shop sells on",
      ),
    ],
  },
  {
    row: 42,
    what: "store switched off or changed in mid-session",
    proofs: [
      shop("orders", "let an order be finalized whose store was switched off meanwhile"),
      shop("orders", "end the session of an open cart whose store was switched off"),
      shop("settings-meanwhile", "is finalized at the engine's new address"),
      shop("settings-meanwhile", "is finalized for the participant and site of its session"),
      shop("settings-meanwhile", "waits while its credentials are wrong"),
      shop("settings-meanwhile", "waits while its store's settings are gone"),
    ],
  },
  {
    row: 43,
    what: "key rotation, missing key, tampered or swapped ciphertext",
    proofs: [
      part("keyring", "refuses a value copied from another row"),
      part(
        "keyring",
        "opens with the old key, seals with the new one, and knows what to seal again",
      ),
      part("keyring", "names the missing key and says what to do"),
      shop("admin-stores", "that do not open stop nothing but themselves"),
      shop("privacy", "are rotated while shoppers buy, and the old one can go afterwards"),
      shop(
        "privacy",
        "in the order of the guide each finds whom the other met, and opens what it sealed",
      ),
      shop(
        "privacy",
        "one that does not know the new key goes on without loyalty, and loses nothing",
      ),
      shop("privacy", "when sealed credentials were changed"),
      shop("privacy", "when their key is gone"),
      shop("privacy", "when another row's were put in their place"),
      shop("privacy", "when a member's identifier was changed"),
    ],
  },
  {
    row: 44,
    what: "10,000 queued after an outage of an hour",
    proofs: [
      chaos("a backlog of ten thousand after an outage"),
      shop("outbox", "sends the orders of one member in turn after an outage"),
      turns("go in the order in which they were placed, whatever their next attempts say"),
      turns("are handed to one of eight workers at a time, in turn"),
      turns("are found by an index, however long the queue"),
    ],
  },
  {
    row: 45,
    what: "expiry while redeeming, double expiry, member merge",
    proofs: [
      shop("orders", "end a session nobody came back to, and its discounts leave the cart"),
      shop("orders", "do not end the session of an order, event or no event"),
      shop(
        "guards-ended-session",
        "ends while points are being chosen, and none of them are taken",
      ),
      shop("guards-ended-session", "ends once for five workers that find it at the same time"),
      shop(
        "shared-members",
        "books an order for whom it was placed, when the engine merges that member into another",
      ),
    ],
  },
  {
    row: 46,
    what: "erasure with a pending finalization, twice, during export",
    proofs: [
      shop("privacy", "leaves nothing that names the person, and every booking"),
      shop("privacy", "is the same when it is asked for twice"),
      shop("privacy", "waits for an order that must still be booked, and then goes on by itself"),
      shop("privacy", "lets an export and two erasures run at once"),
      shop("customers", "is named by no column of any table of ours"),
    ],
  },
  {
    row: 47,
    what: "upgrade with live sessions, migrations down and up, uninstall",
    proofs: [
      tables("are taken down again one by one to what was there before, and up once more"),
      tables("leave the live sessions of an older version as they were"),
      tables("leave an older version's trade so that the newest code reads it"),
      shop("upgrade", "goes on with orders and carts of the version before"),
      shop("taken-out", "goes on without it, and what happened meanwhile is booked once"),
    ],
    open: "No older version was ever published to upgrade from: its code was never run, only its tables.",
  },
  {
    row: 48,
    what: "absurd options at boot",
    proofs: [
      part("options", "names every wrong option at once"),
      pdi("options", "refuses an environment variable that is set but empty"),
      pdi("options", "is checked by the hook that Medusa calls at boot"),
    ],
  },
]
