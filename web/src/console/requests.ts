import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { components } from '@/shared/api/schema'
import { argumentLines } from './components/arguments'
import { newNumber } from './numbers'

export type FiledRequest = components['schemas']['RequestBody']
export type Preview = components['schemas']['PreviewBody']

/** Something that is filed for a second person: the number that it is asked for under, until it was answered. */
export function useRequest(prefix: string): {
  number: Ref<string>
  filed: ShallowRef<FiledRequest | undefined>
  take: (answer: FiledRequest) => void
} {
  const number = ref(newNumber(prefix))
  const filed = shallowRef<FiledRequest>()
  /** Takes an answer; the next request gets a number of its own. */
  function take(answer: FiledRequest): void {
    filed.value = answer
    number.value = newNumber(prefix)
  }
  return { number, filed, take }
}

/** What a request would do now, as the answer to it says: also where it was only tried. */
export function previewOf(answer: FiledRequest): Preview | undefined {
  return answer.preview ?? undefined
}

/** One argument of what was asked, as it is shown; a dash where it has none. */
export function argumentOf(request: FiledRequest, path: string): string {
  const lines = argumentLines(request.arguments)
  return lines.find((line) => line.path === path)?.text ?? '—'
}
