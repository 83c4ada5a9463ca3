import { onScopeDispose, readonly, ref, type DeepReadonly, type Ref } from 'vue'
import { sawSequence } from './client'

/** The price of a programme at this moment, as the stream tells it. */
export interface PriceTick {
  programme: string
  /** CNY per point, eight decimals. */
  price: string
  /** Whether it only stands in, because there are no points. */
  is_reference: boolean
  reserve_fen: number
  /** Points in circulation. */
  supply: string
  /** Orders booked so far. */
  orders: number
}

/** A price that follows the service, and whether the stream is connected. */
export interface LivePrice {
  tick: DeepReadonly<Ref<PriceTick | undefined>>
  connected: DeepReadonly<Ref<boolean>>
}

/** Follows the price of a programme for as long as the component lives. The browser reconnects by itself. */
export function useLivePrice(programme: string, onTick?: (tick: PriceTick) => void): LivePrice {
  const tick = ref<PriceTick>()
  const connected = ref(false)
  const source = new EventSource('/v1/prices/stream')
  source.addEventListener('open', () => (connected.value = true))
  source.addEventListener('error', () => (connected.value = false))
  source.addEventListener('prices', (event: MessageEvent<string>) => {
    const found = (JSON.parse(event.data) as PriceTick[]).find((seen) => seen.programme === programme)
    if (!found) return
    sawSequence(Number(event.lastEventId))
    tick.value = found
    onTick?.(found)
  })
  onScopeDispose(() => {
    source.close()
  })
  return { tick: readonly(tick), connected: readonly(connected) }
}
