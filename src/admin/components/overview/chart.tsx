import { Container, Heading, Text } from "@medusajs/ui"
import { Fragment, useId, useState } from "react"

import { barsOf, type Bar, type Mark } from "../../lib/bars"
import { useMessages } from "../../lib/use-messages"

export interface ChartSeries {
  label: string
  /** A colour class of Medusa's theme, so that light and dark fit. */
  fill: string
  swatch: string
  values: (number | null)[]
}

interface ChartProps {
  title: string
  /** The figure that the whole period comes to. */
  total: string
  /** What each step is called. */
  steps: string[]
  series: ChartSeries[]
  formatValue: (value: number) => string
  /** Where the axis ends, for values that have an end of their own. */
  top?: number
}

const WIDTH = 600
const HEIGHT = 160

/**
 * Bars over time, as plain SVG. Its figures stand in a table for whoever cannot see it, and beside
 * the pointer or the focus for whoever can.
 */
export const Chart = ({ title, total, steps, series, formatValue, top }: ChartProps) => {
  const t = useMessages()
  const id = useId()
  const [step, setStep] = useState<number | null>(null)
  const { bars, ticks } = barsOf(
    series.map(({ values }) => values),
    { width: WIDTH, height: HEIGHT, top },
  )
  return (
    <Container className="flex flex-col gap-y-3 px-6 py-4 xl:last:odd:col-span-2">
      <div className="flex items-start justify-between gap-x-4">
        <div>
          <Text size="small" leading="compact" className="text-ui-fg-subtle" id={id}>
            {title}
          </Text>
          <Heading level="h2">{total}</Heading>
        </div>
        <Legend series={series} step={step} formatValue={formatValue} />
      </div>
      <div
        className="grid grid-cols-[auto_1fr] gap-x-2 gap-y-3"
        aria-hidden
        onMouseLeave={() => setStep(null)}
      >
        <Ticks ticks={ticks} formatValue={formatValue} />
        <Plot bars={bars} series={series} count={steps.length} step={step} onStep={setStep} />
        <div className="text-ui-fg-muted txt-compact-xsmall col-start-2 flex justify-between">
          <span>{steps[0]}</span>
          {step !== null && <span className="text-ui-fg-base">{steps[step]}</span>}
          <span>{steps.at(-1)}</span>
        </div>
      </div>
      <table className="sr-only" aria-labelledby={id}>
        <thead>
          <tr>
            <th>{t("overview.step")}</th>
            {series.map(({ label }) => (
              <th key={label}>{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((name, index) => (
            <tr key={name}>
              <th>{name}</th>
              {series.map(({ label, values }) => (
                <td key={label}>{wordsOf(values[index], formatValue)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Container>
  )
}

function wordsOf(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value)
}

interface LegendProps extends Pick<ChartProps, "series" | "formatValue"> {
  step: number | null
}

const Legend = ({ series, step, formatValue }: LegendProps) => (
  <div className="flex flex-col items-end gap-y-1">
    {series.map(({ label, swatch, values }) => (
      <div key={label} className="flex items-center gap-x-2">
        <span className={`size-2 rounded-sm ${swatch}`} />
        <Text size="xsmall" leading="compact" className="text-ui-fg-subtle">
          {label}
          {step !== null && `: ${wordsOf(values[step], formatValue)}`}
        </Text>
      </div>
    ))}
  </div>
)

/** As wide as the widest of them, however many digits a currency has. */
const Ticks = ({ ticks, formatValue }: Pick<ChartProps, "formatValue"> & { ticks: Mark[] }) => (
  <div className="text-ui-fg-muted txt-compact-xsmall relative min-w-10 whitespace-nowrap text-end">
    {ticks.map(({ value, y }) => (
      <Fragment key={value}>
        <div className="invisible h-0">{formatValue(value)}</div>
        <span data-tick className="absolute end-0 -translate-y-1/2" style={{ top: `${y}%` }}>
          {formatValue(value)}
        </span>
      </Fragment>
    ))}
  </div>
)

interface PlotProps {
  bars: Bar[]
  series: ChartSeries[]
  count: number
  step: number | null
  onStep: (step: number) => void
}

const Plot = ({ bars, series, count, step, onStep }: PlotProps) => (
  <svg
    viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    preserveAspectRatio="none"
    className="h-40 w-full min-w-0"
    // Time runs as the page reads, and so do the names of its steps; a drawing does not by itself.
    style={{ transform: document.documentElement.dir === "rtl" ? "scaleX(-1)" : undefined }}
    focusable="false"
  >
    <line
      x1={0}
      x2={WIDTH}
      y1={HEIGHT}
      y2={HEIGHT}
      className="stroke-ui-border-strong"
      vectorEffect="non-scaling-stroke"
    />
    {Array.from({ length: count }, (_, index) => (
      <rect
        key={index}
        x={(index * WIDTH) / count}
        y={0}
        width={WIDTH / count}
        height={HEIGHT}
        className={index === step ? "fill-ui-bg-base-hover" : "fill-transparent"}
        onMouseEnter={() => onStep(index)}
      />
    ))}
    {bars.map(({ series: which, step: index, x, y, width, height }) => (
      <rect
        key={`${which}-${index}`}
        x={x}
        y={y}
        width={width}
        height={height}
        className={`pointer-events-none ${series[which]?.fill ?? ""}`}
      />
    ))}
  </svg>
)
