import { ENGINE_MS } from "../lib/slow-engine"

/** How the figures come about, for whoever doubts them. */
export const METHOD = [
  "## How it is measured",
  "",
  "- Two Medusa servers in one process each, over HTTP, each with a database of its own: " +
    "two generated apps with the same packages and settings, which differ by the plugin alone. The " +
    "plugin is what npm packs of it, compiled. Both databases are copies of one seeded shop, in one Postgres that syncs its writes. " +
    "The engine is the simulator of this repository in a process of its own.",
  "- Neither server writes a log line per request, both run without Admin and with Medusa's " +
    "in-memory event bus, workflow engine and locks.",
  "- **Changes of a cart**: loyalty is on for the store. Both sides do the same to a cart of their " +
    "own, in turns, and change places each time. Without a session both fill a new cart in every " +
    "round; with one, the plugin's cart has a member with rewards, whose discounts Medusa has to " +
    "work on, too, and neither side goes on before the plugin has looked at the changed cart; one " +
    "comparison gives bare Medusa's cart the same discounts, row by row.",
  "- **Completed carts**: both sides complete carts with the same basket, pickup and a payment " +
    "session, which were prepared before. The plugin binds the order to its session after the " +
    "answer: the shopper does not wait for it, and its CPU and its statements count. Medusa " +
    "copies, links and looks up discounts when it completes a cart, ours and any other; one " +
    "comparison gives the carts of bare Medusa the same discounts, row by row. In the dark, " +
    "the engine takes calls and answers none, and the breaker is open: once with sessions that are " +
    "as they were, and once with all of them marked stale, so that the engine would be asked.",
  "- **Cold boot**: from the start of `medusa start` until it answers; its database is migrated. " +
    "Medusa's command line loads ts-node where it is installed, as it is in Medusa's starter. The " +
    "plugin puts off loading prom-client, libphonenumber-js, rate-limiter-flexible and the engines' " +
    "providers by 3 s, or until somebody needs them: that is not counted.",
  "- **Evaluate**: one line's quantity changes before every evaluation, up and down in turns; an " +
    "evaluation counts only if the simulator's record shows that it asked the engine exactly " +
    "once. The engine's own time is the same question sent to the simulator directly, in the same " +
    "turn, and is taken off. The read is `GET /store/carts/:id` of the same cart with Medusa's " +
    "default fields, as soon after such a change as the evaluation; evaluations of an unchanged " +
    "basket and reads of a session take turns with reads without a rest, which are quicker.",
  "- **Storm**: a shopper changes one line after the other without a rest, and the simulator's " +
    "record says how often it was asked until four seconds after the last change: a burst is " +
    "evaluated after three at the latest, unless a slow server has made few changes by then. The " +
    "shopper's page does not ask for rewards meanwhile: a shop that does so after each change asks " +
    "the engine each time.",
  "- **Baskets of one size**: one member's cart whose lines are copied in the database, because " +
    "Medusa would take minutes to add them; one line's quantity changes there before every " +
    "evaluation, which counts only if the engine was asked exactly once. Evaluation and read take " +
    "turns, and which is first does not go with the quantity. How the CPU grows is what a line " +
    "beyond the first costs in the median of 500, over the same of 100.",
  "- **Identify**: statements of one `POST /store/loyalty/identify` with a phone number at a new " +
    "cart with one line, until its answer; no limit has been used up. It is not timed.",
  "- **Many orders**: three processes on three databases whose tables have 1,000, 100,000 and " +
    "1,000,000 finished orders, copies of one that was really placed and finalized. Each is told " +
    "from within, not over HTTP, to evaluate a cart and to drain some waiting finalizes of as many " +
    "members, in another order of the three in each round. CPU is the process's own, the wall time " +
    "contains the simulator's answers. The plans of every statement that the plugin sends meanwhile " +
    "are read with a million orders; second finalizes are counted over all that were drained here.",
  "- **Drain**: the same rounds, as finalizes an hour by one process that does nothing else, eight " +
    `at once; then as many with a simulator that waits ${ENGINE_MS} ms before it answers a finalize.`,
  "- **Memory**: the heap of one process after a garbage collection, with eight sessions that are " +
    "evaluated in turns at module level: the engine is asked and its answer stored, and Medusa does " +
    "not read or write carts.",
  "- **Package**: bytes of the tarball that `npm pack` makes of the built plugin.",
  "- **Saturation**: autocannon, in a process of its own, keeps 16 connections busy, on which the " +
    "plugin's side reads the session and asks for its unchanged rewards in turns, and bare Medusa's " +
    "reads the same basket's cart. A closed loop says how much a server can do and nothing about " +
    "latency. A request that is refused, fails or is never answered fails the measurement.",
  "- **Whole journeys**: a shopper begins a cart, identifies with a phone number (70 % do), sees " +
    "rewards, adds two or three products, reads the cart, sees rewards, accepts one where one is " +
    "offered, gives an address, chooses pickup, sees rewards, pays, completes the cart and reads " +
    "the order and its summary; every fourth leaves before. On bare Medusa the same shopper does " +
    "the same without the loyalty requests and rests as long. First, in the same run, shoppers " +
    "without a rest, more and more of them, find bare Medusa's saturation and, between its levels " +
    "with few and with many, the plugin's with as many shoppers, whose ratio is a figure: what an " +
    "operator loses of a process to loyalty, the requests for loyalty itself included. Then arrivals come by " +
    "chance (seeded, the same on both sides) at 70 % of it on either side, and shoppers think for " +
    "so long that 85 are in the shop on average; one who finds 100 is turned away and counted. " +
    "When requests are due is settled beforehand and does not wait for the server; latency counts " +
    "from then. All load comes from a process of its own. The sides take turns in slices of half " +
    "a minute, for a quarter of an hour: while one is measured, the other's shoppers stand still " +
    "in the midst of their journeys, and before the first slice each side's first shoppers are " +
    "brought to where they would be in a shop that has been open for long. A failed request is a " +
    "5xx or no answer within 30 s. Faults of ours are all failed or refused loyalty requests, all " +
    "codes of ours at other routes, and answers that say loyalty is unavailable. Orders are handed " +
    "over by a row's change after each pair of slices, and the plugin's own job finalizes them " +
    "while shoppers shop; a decision is lost when, three minutes after the end, an order of a cart " +
    "with a session has not one finalized session, one finalize that is done and one commit in the " +
    "simulator's books, or when its finalize was sent with another key or body as well or refused " +
    "as a second one. Memory is the heap after a garbage collection at the end of each slice.",
  "- Statements do not contain the reads of the breakers' board, which whoever comes first sends " +
    "every quarter of a second: it is no request's own.",
  "- CPU is what the operating system books for the server's process, all threads, during the " +
    "request and the moment after it. The engine and Postgres are not in it. What it costs the " +
    "process to be asked for it is measured in the same turn and taken off where requests are short.",
  "",
  "`npm run bench -- --quick` measures in fewer rounds, counts statements only for most paths, and " +
    "writes nothing. `npm run bench -- --only NAME,NAME` measures these alone and keeps the other " +
    "figures of `bench/results.json`, which the page is made from.",
]
