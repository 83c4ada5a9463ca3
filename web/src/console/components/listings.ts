import { useListing, type Listing } from '@/shared/reading'

/** A list that the API answers whole, as a listing of one page. */
export function useWholeListing<T>(ask: () => Promise<T[]>): Listing<T> {
  return useListing(async () => ({ items: await ask(), next: null }))
}
