import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { answered, api } from '@/shared/api/client'
import { useLivePrice, type PriceTick } from '@/shared/api/prices'
import type { components } from '@/shared/api/schema'
import type { CoursePoint } from '@/shared/api/types'
import { readCourse, type Stretch } from '@/shared/charts/course'
import { useReading, type Reading } from '@/shared/reading'
import { useFrames } from './frames'
import { POINTS_MAX, withTick } from './live-course'
import { RisingRate } from './rate'

/** How often lists are read again at most while orders flow, in milliseconds. */
const READ_AGAIN_AFTER = 2_000

/** How often a rate is looked at that nothing raises. */
const RATE_EVERY = 1_000

/** Everything that the board shows, as it changes. */
export interface Board {
  board: Reading<components['schemas']['BoardBody']>
  orders: Reading<components['schemas']['OrderBody'][]>
  tick: ShallowRef<PriceTick | undefined>
  connected: Readonly<Ref<boolean>>
  course: ShallowRef<CoursePoint[]>
  /** Orders a second over the last moments; nothing while that is not known. */
  rate: Ref<number | undefined>
  show: (stretch: Stretch) => Promise<void>
}

/**
 * Follows a programme: prices come by the stream, at most two a second, and are drawn with the next frame; what else the
 * board shows is read again when something happened, every two seconds at most. A thousand orders a second cost a browser
 * no more than one.
 */
export function useBoard(programme: string): Board {
  const path = { programme }
  const board = useReading(() => answered(api.GET('/v1/programmes/{programme}/board', { params: { path } })))
  const orders = useReading(async () => {
    const page = await answered(api.GET('/v1/orders', { params: { query: { programme, limit: 8 } } }))
    return page.items
  })
  const tick = shallowRef<PriceTick>()
  const course = shallowRef<CoursePoint[]>([])
  const rate = ref<number>()
  const rising = new RisingRate()

  let readAt = Date.now()
  let waiting: number | undefined
  function readAgain(): void {
    if (waiting !== undefined) return
    waiting = window.setTimeout(
      () => {
        waiting = undefined
        readAt = Date.now()
        void Promise.all([board.read(), orders.read()])
      },
      Math.max(0, readAt + READ_AGAIN_AFTER - Date.now()),
    )
  }

  const draw = useFrames<PriceTick>((newest) => {
    tick.value = newest
    course.value = withTick(course.value, newest, Date.now())
  })
  const { connected } = useLivePrice(programme, (newest) => {
    const before = tick.value
    const isNews = !before || newest.orders !== before.orders || newest.reserve_fen !== before.reserve_fen
    rate.value = rising.take(newest.orders, Date.now())
    draw(newest)
    if (isNews) readAgain()
  })
  const looking = window.setInterval(() => (rate.value = rising.at(Date.now())), RATE_EVERY)
  onScopeDispose(() => {
    window.clearTimeout(waiting)
    window.clearInterval(looking)
  })

  async function show(stretch: Stretch): Promise<void> {
    course.value = await readCourse(programme, stretch, POINTS_MAX / 2)
  }
  return { board, orders, tick, connected, course, rate, show }
}
