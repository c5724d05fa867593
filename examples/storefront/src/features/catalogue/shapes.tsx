import type { ReactNode } from "react"

/** Draws one kind of product on a field of 120 by 120, in the product's own colour. */
export type Shape = (color: string) => ReactNode

const INK = "#22313a"
const PAPER = "#fffdf8"

const cup: Shape = (color) => (
  <>
    <path d="M40 42h40l-5 54a5 5 0 0 1-5 4H50a5 5 0 0 1-5-4z" fill={PAPER} />
    <path d="M42.3 62h35.4l-2 24H44.5z" fill={color} />
    <rect x="36" y="32" width="48" height="11" rx="4" fill={INK} />
    <circle cx="60" cy="74" r="6" fill={PAPER} opacity=".85" />
  </>
)

const fountain: Shape = (color) => (
  <>
    <path d="M66 12l10-3" stroke={INK} strokeWidth="4" strokeLinecap="round" />
    <path d="M66 12l-5 28" stroke={INK} strokeWidth="4" />
    <path d="M36 40h48l-6 58a5 5 0 0 1-5 4H47a5 5 0 0 1-5-4z" fill={color} />
    <path d="M38.5 62h43l-1.5 14h-40z" fill={PAPER} opacity=".9" />
    <rect x="32" y="34" width="56" height="9" rx="4" fill={PAPER} />
  </>
)

const can: Shape = (color) => (
  <>
    <path d="M44 26h32l4 8v56l-4 8H44l-4-8V34z" fill={color} />
    <rect x="44" y="22" width="32" height="5" rx="2.5" fill={INK} opacity=".7" />
    <path d="M66 40L50 64h9l-4 20 17-26h-9z" fill={PAPER} />
    <rect x="44" y="96" width="32" height="4" rx="2" fill={INK} opacity=".7" />
  </>
)

const bottle: Shape = (color) => (
  <>
    <rect x="53" y="14" width="14" height="9" rx="2" fill={INK} />
    <path
      d="M54 24h12v10c0 6 12 10 12 20v42a8 8 0 0 1-8 8H50a8 8 0 0 1-8-8V54c0-10 12-14 12-20z"
      fill={color}
    />
    <rect x="42" y="60" width="36" height="22" fill={PAPER} opacity=".92" />
    <path
      d="M48 71q6-7 12 0t12 0"
      fill="none"
      stroke={color}
      strokeWidth="3.5"
      strokeLinecap="round"
    />
  </>
)

const water: Shape = (color) => (
  <>
    <rect x="53" y="14" width="14" height="9" rx="2" fill={color} />
    <path
      d="M54 24h12v10c0 6 12 10 12 20v42a8 8 0 0 1-8 8H50a8 8 0 0 1-8-8V54c0-10 12-14 12-20z"
      fill={PAPER}
      opacity=".9"
    />
    <path d="M42 60h36v36a8 8 0 0 1-8 8H50a8 8 0 0 1-8-8z" fill={color} opacity=".45" />
    <path d="M60 64c5 7 8 10 8 15a8 8 0 0 1-16 0c0-5 3-8 8-15z" fill={color} />
  </>
)

const bar: Shape = (color) => (
  <g transform="rotate(-18 60 60)">
    <path
      d="M18 42l6 4-6 4 6 4-6 4 6 4-6 4 6 4-6 6h84l-6-6 6-4-6-4 6-4-6-4 6-4-6-4 6-4z"
      fill={color}
    />
    <rect x="32" y="48" width="56" height="22" rx="4" fill={PAPER} opacity=".92" />
    <path
      d="M40 59h40"
      stroke={color}
      strokeWidth="7"
      strokeLinecap="round"
      strokeDasharray="14 9"
    />
  </g>
)

const bag: Shape = (color) => (
  <>
    <path
      d="M36 18l6 4 6-4 6 4 6-4 6 4 6-4 6 4 6-4v6c4 22 4 50 0 72v8l-6-4-6 4-6-4-6 4-6-4-6 4-6-4-6 4v-8c-4-22-4-50 0-72z"
      fill={color}
    />
    <ellipse cx="60" cy="60" rx="21" ry="16" fill={PAPER} />
    <path d="M50 62q10-10 20-2-8 9-20 2z" fill={color} />
  </>
)

const plate: Shape = (color) => (
  <>
    <ellipse cx="60" cy="82" rx="44" ry="12" fill={PAPER} />
    <rect x="22" y="46" width="76" height="30" rx="15" fill="#e8b06a" />
    <rect x="16" y="52" width="88" height="15" rx="7.5" fill={color} />
    <path
      d="M26 59q6-7 12 0t12 0 12 0 12 0 12 0 8-3"
      fill="none"
      stroke="#ffd257"
      strokeWidth="4"
      strokeLinecap="round"
    />
  </>
)

const beer: Shape = (color) => (
  <>
    {[38, 60, 82].map((x) => (
      <path key={x} d={`M${x - 4} 20h8v14c0 5 6 8 6 15v34h-20V49c0-7 6-10 6-15z`} fill={color} />
    ))}
    <path d="M24 64h72l-5 34a5 5 0 0 1-5 4H34a5 5 0 0 1-5-4z" fill={PAPER} />
    <rect x="48" y="74" width="24" height="9" rx="4.5" fill={INK} opacity=".75" />
  </>
)

const pack: Shape = (color) => (
  <>
    <rect x="38" y="34" width="44" height="66" rx="5" fill={PAPER} />
    <path d="M38 39a5 5 0 0 1 5-5h34a5 5 0 0 1 5 5v19L60 70 38 58z" fill={color} />
    <rect x="44" y="20" width="9" height="16" rx="2" fill={PAPER} />
    <rect x="56" y="16" width="9" height="20" rx="2" fill={PAPER} />
    <text x="60" y="90" textAnchor="middle" fontSize="14" fontWeight="700" fill={INK}>
      21+
    </text>
  </>
)

const car: Shape = (color) => (
  <>
    <path
      d="M14 76c0-8 6-11 14-12l10-16c2-4 6-6 10-6h24c5 0 9 2 12 6l12 16c8 1 12 5 12 12v8H14z"
      fill={color}
    />
    <path d="M40 62l7-11c1-2 3-3 5-3h8v14zm25-14h8c3 0 5 1 7 4l7 10H65z" fill={PAPER} />
    <circle cx="36" cy="86" r="10" fill={INK} />
    <circle cx="86" cy="86" r="10" fill={INK} />
    <g fill={PAPER}>
      <circle cx="30" cy="26" r="7" />
      <circle cx="46" cy="20" r="4" />
      <circle cx="90" cy="28" r="6" />
      <circle cx="76" cy="20" r="4" />
    </g>
  </>
)

const cylinder: Shape = (color) => (
  <>
    <path d="M46 30v-6a6 6 0 0 1 6-6h16a6 6 0 0 1 6 6v6" fill="none" stroke={INK} strokeWidth="5" />
    <path
      d="M34 52c0-12 10-20 26-20s26 8 26 20v36c0 8-6 12-12 12H46c-6 0-12-4-12-12z"
      fill={PAPER}
    />
    <rect x="34" y="58" width="52" height="20" fill={color} />
    <path d="M60 60c4 5 6 7 6 10a6 6 0 0 1-12 0c0-3 2-5 6-10z" fill={PAPER} />
    <rect x="44" y="99" width="32" height="5" rx="2" fill={INK} />
  </>
)

const ice: Shape = (color) => (
  <>
    <path d="M40 22q20 8 40 0l4 12c6 20 6 46 2 66H34c-4-20-4-46 2-66z" fill={PAPER} opacity=".92" />
    <g fill={color}>
      <rect x="44" y="66" width="17" height="17" rx="4" transform="rotate(-8 52 74)" />
      <rect x="63" y="70" width="15" height="15" rx="4" transform="rotate(14 70 77)" />
      <rect x="54" y="48" width="15" height="15" rx="4" transform="rotate(20 61 55)" />
    </g>
    <rect x="38" y="18" width="44" height="8" rx="4" fill={INK} />
  </>
)

const jug: Shape = (color) => (
  <>
    <rect x="38" y="16" width="20" height="10" rx="3" fill={INK} />
    <path
      d="M40 28h16v8h18l16 16v44a8 8 0 0 1-8 8H38a8 8 0 0 1-8-8V50c0-8 10-10 10-16z"
      fill={color}
    />
    <path d="M68 46l12 12v8H68z" fill="#fff" opacity=".55" />
    <rect x="38" y="68" width="34" height="24" rx="3" fill={PAPER} />
    <path d="M55 71c5 6 7 8 7 12a7 7 0 0 1-14 0c0-4 2-6 7-12z" fill={color} />
  </>
)

/** Which shape a shelf's products have, by the category's handle. */
export const SHAPES: Record<string, Shape> = {
  coffee: cup,
  fountain,
  energy: can,
  soda: bottle,
  water,
  candy: bar,
  snacks: bag,
  "hot-food": plate,
  beer,
  tobacco: pack,
  "car-wash": car,
  propane: cylinder,
  ice,
  automotive: jug,
}

/** For a shelf that the merchant added since. */
export const PLAIN_SHAPE: Shape = bag
