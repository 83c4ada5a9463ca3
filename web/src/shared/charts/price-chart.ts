import type { EChartsCoreOption } from 'echarts/core'
import type { CoursePoint } from '../api/types'
import { count, day, moment, money, price, timeOfDay } from '../format'

/** What is marked on a price: how the API counts it, and the shape it has. */
const MARKS = [
  { kind: 'injections', symbol: 'triangle' },
  { kind: 'forced_exits', symbol: 'diamond' },
  { kind: 'refunds', symbol: 'rect' },
] as const

type Words = (key: string, figures?: Record<string, unknown>) => string

/** What happened in a stretch, in lines of words. */
export function told(point: CoursePoint, t: Words): string {
  const marks = MARKS.filter(({ kind }) => point[kind] > 0)
  return [
    moment(point.at),
    `${t('chart.price')} ${price(point.price)}`,
    `${t('chart.reserve')} ${money(point.reserve_fen)}`,
    `${t('chart.orders')} ${count(point.orders)}`,
    ...marks.map(({ kind }) => `${t(`chart.${kind}`)} ${count(point[kind])}`),
  ].join('\n')
}

const TWO_DAYS = 2 * 86_400_000

/** Times below the axis, in the zone of the deployment: of day where all of it is within two days, else dates. */
function axisTime(course: CoursePoint[]): (milliseconds: number) => string {
  const [first, last] = [course[0]?.at ?? 0, course.at(-1)?.at ?? 0]
  return last - first < TWO_DAYS ? timeOfDay : day
}

/** The chart. Prices become numbers only to find their height; what is read is the API's text. */
export function priceChart(course: CoursePoint[], t: Words, colour: (name: string) => string): EChartsCoreOption {
  const soft = colour('--r-text-soft')
  const at = (point: CoursePoint) => [point.at, Number(point.price)]
  const axis = { axisLabel: { color: soft, hideOverlap: true }, axisLine: { lineStyle: { color: colour('--r-line') } } }
  return {
    aria: { enabled: true, label: { description: t('chart.description') } },
    animation: false,
    grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
    xAxis: { type: 'time', ...axis, axisLabel: { ...axis.axisLabel, formatter: axisTime(course) }, splitNumber: 3 },
    yAxis: {
      type: 'value',
      scale: true,
      ...axis,
      splitNumber: 4,
      splitLine: { lineStyle: { color: colour('--r-line') } },
    },
    tooltip: {
      trigger: 'axis',
      // Drawn, not written into the page: the page takes no markup and no inline style.
      renderMode: 'richText',
      confine: true,
      formatter: (hovered: { dataIndex: number; seriesIndex: number }[]) => {
        const point = course[hovered.find((one) => one.seriesIndex === 0)?.dataIndex ?? -1]
        return point ? told(point, t) : ''
      },
    },
    series: [
      {
        type: 'line',
        step: 'end',
        showSymbol: course.length < 2,
        data: course.map(at),
        lineStyle: { color: colour('--r-brand'), width: 2 },
        itemStyle: { color: colour('--r-brand') },
      },
      ...MARKS.map(({ kind, symbol }) => ({
        type: 'scatter',
        name: t(`chart.${kind}`),
        symbol,
        symbolSize: 11,
        itemStyle: { color: colour('--r-mark') },
        data: course.filter((point) => point[kind] > 0).map(at),
      })),
    ],
  }
}
