import { onScopeDispose, watch } from 'vue'
import type { Reading } from '@/shared/reading'

/** How often something that goes on is read again, in milliseconds. */
const READ_EVERY = 1_500

/** Reads again for as long as what was read goes on, while the component lives. */
export function readWhile<T>(reading: Reading<T>, goesOn: (data: T) => boolean): void {
  let timer: number | undefined
  watch(reading.data, (data) => {
    window.clearTimeout(timer)
    if (data !== undefined && goesOn(data)) timer = window.setTimeout(() => void again(), READ_EVERY)
  })
  async function again(): Promise<void> {
    await reading.read()
    // The service is away: it is asked again.
    if (reading.problem.value) timer = window.setTimeout(() => void again(), 5 * READ_EVERY)
  }
  onScopeDispose(() => {
    window.clearTimeout(timer)
  })
}
