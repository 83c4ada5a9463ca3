import { useLivePrice, type LivePrice } from '@/shared/api/prices'
import { PROGRAMME } from '@/shared/deployment'

/** Milliseconds between two readings at least, however often the price moves. */
const GRAIN = 3_000

/** Follows the price, and reads again what depends on it while it moves, but not with every step. */
export function useFollowing(read: () => unknown): LivePrice {
  let last = Date.now()
  return useLivePrice(PROGRAMME, () => {
    if (document.hidden || Date.now() - last < GRAIN) return
    last = Date.now()
    void read()
  })
}
