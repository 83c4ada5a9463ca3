import type { EChartsCoreOption } from 'echarts/core'
import { count, money, price } from '@/shared/format'
import type { Named } from './simulations'

type Words = (key: string, figures?: Record<string, unknown>) => string
type Colour = (name: string) => string

/** Lines of runs are told apart by colour and by how they are drawn. */
const LINES = [
  { colour: '--r-brand', dash: 'solid' },
  { colour: '--r-mark', dash: 'dashed' },
  { colour: '--r-danger', dash: 'dotted' },
  { colour: '--r-text-soft', dash: 'solid' },
] as const

interface Hovered {
  dataIndex: number
  seriesIndex: number
}

/** What a chart has of its own: its words, what is told of a place, its axis below, and how its heights are written. */
interface Own {
  description: string
  told: (hovered: Hovered[]) => string
  below: object
  height: (value: number) => string
}

function frame(colour: Colour, { description, told, below, height }: Own): EChartsCoreOption {
  const soft = colour('--r-text-soft')
  const line = { lineStyle: { color: colour('--r-line') } }
  const axis = { axisLabel: { color: soft, hideOverlap: true }, axisLine: line, nameTextStyle: { color: soft } }
  return {
    aria: { enabled: true, label: { description } },
    animation: false,
    grid: { left: 8, right: 20, top: 36, bottom: 8, containLabel: true },
    legend: { top: 0, textStyle: { color: soft }, icon: 'roundRect', itemHeight: 3 },
    xAxis: { ...axis, splitLine: { show: false }, ...below },
    yAxis: {
      type: 'value',
      scale: true,
      ...axis,
      axisLabel: { color: soft, formatter: height },
      splitNumber: 4,
      splitLine: line,
    },
    // Drawn, not written into the page: the page takes no markup and no inline style.
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, formatter: told },
  }
}

function styled(place: number, colour: Colour) {
  const { colour: name, dash } = LINES[place % LINES.length] ?? LINES[0]
  return { itemStyle: { color: colour(name) }, lineStyle: { color: colour(name), width: 2, type: dash } }
}

/** The price of every run by day. Prices become numbers only to find their height; what is read is the API's text. */
export function courseChart(runs: Named[], t: Words, colour: Colour): EChartsCoreOption {
  const told = (hovered: Hovered[]) =>
    hovered
      .flatMap(({ dataIndex, seriesIndex }) => {
        const run = runs[seriesIndex]
        const day = run?.result.course[dataIndex]
        if (!run || !day) return []
        const figures = [price(day.price, 4), `${t('chart.reserve')} ${money(day.reserve_fen)}`]
        return [`${run.name} · ${t('simulations.day', { day: count(day.day) })}`, ...figures]
      })
      .join('\n')
  const below = { type: 'value', name: t('simulations.days_axis'), nameLocation: 'middle', nameGap: 26 }
  return {
    ...frame(colour, {
      description: t('simulations.chart.course'),
      told,
      below,
      height: (value) => price(String(value), 2),
    }),
    series: runs.map(({ name, result }, place) => ({
      type: 'line',
      name,
      showSymbol: false,
      data: result.course.map((day) => [day.day, Number(day.price)]),
      ...styled(place, colour),
    })),
  }
}

/** Members by what they got back per 100.00: of all of them, as a share, so that runs of different size lie beside each other. */
export function returnsChart(runs: Named[], t: Words, colour: Colour): EChartsCoreOption {
  const bins = runs[0]?.result.returns ?? []
  const labels = bins.map(({ from_fen, to_fen }) => {
    if (to_fen === 0) return t('simulations.nothing')
    return typeof to_fen === 'number' ? `${whole(from_fen)}–${whole(to_fen)}` : `≥ ${whole(from_fen)}`
  })
  const all = runs.map(({ result }) => result.returns.reduce((sum, bin) => sum + bin.members, 0))
  const told = (hovered: Hovered[]) =>
    hovered
      .flatMap(({ dataIndex, seriesIndex }) => {
        const run = runs[seriesIndex]
        const bin = run?.result.returns[dataIndex]
        const figures = { members: count(bin?.members ?? 0), all: count(all[seriesIndex] ?? 0) }
        return run && bin ? [`${run.name} · ${labels[dataIndex] ?? ''}`, t('simulations.ofMembers', figures)] : []
      })
      .join('\n')
  return {
    ...frame(colour, {
      description: t('simulations.chart.returns'),
      told,
      below: { type: 'category', data: labels },
      height: (value) => `${count(value)}%`,
    }),
    series: runs.map(({ name, result }, place) => ({
      type: 'bar',
      name,
      data: result.returns.map((bin) => (100 * bin.members) / Math.max(1, all[place] ?? 1)),
      ...styled(place, colour),
    })),
  }
}

/** If orders stop and everybody sells: what each tenth of the queue receives per 100.00 spent. */
export function queueChart(runs: Named[], t: Words, colour: Colour): EChartsCoreOption {
  const tenths = runs.map(({ result }) => result.queue.filter(({ place }) => place !== 'first' && place !== 'last'))
  const labels = (tenths[0] ?? []).map(({ place }) => t('simulations.tenth', { place }))
  const told = (hovered: Hovered[]) =>
    hovered
      .flatMap(({ dataIndex, seriesIndex }) => {
        const net = tenths[seriesIndex]?.[dataIndex]?.net_per_100_fen
        return [
          `${runs[seriesIndex]?.name ?? ''} · ${labels[dataIndex] ?? ''} ${typeof net === 'number' ? money(net) : '—'}`,
        ]
      })
      .join('\n')
  return {
    ...frame(colour, {
      description: t('simulations.chart.queue'),
      told,
      below: { type: 'category', data: labels },
      height: whole,
    }),
    series: runs.map(({ name }, run) => ({
      type: 'bar',
      name,
      data: (tenths[run] ?? []).map(({ net_per_100_fen }) => net_per_100_fen ?? 0),
      ...styled(run, colour),
    })),
  }
}

/** Fen as yuan below an axis, without what is behind the point. */
const whole = (fen: number) => money(fen).replace(/\.\d\d$/, '')
