import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { Problem, problemOf } from './api/problem'

/** Something that a page reads from the service: what was read last, whether it is being read, and why it could not be. */
export interface Reading<T> {
  data: ShallowRef<T | undefined>
  loading: Ref<boolean>
  problem: ShallowRef<Problem | undefined>
  /** Reads again; what was read before stays until then. */
  read: () => Promise<void>
}

/** Reads at once, and again when asked. An answer that was overtaken by a later one is dropped. */
export function useReading<T>(ask: () => Promise<T>): Reading<T> {
  const data = shallowRef<T>()
  const loading = ref(false)
  const problem = shallowRef<Problem>()
  let asked = 0
  async function read(): Promise<void> {
    const turn = ++asked
    loading.value = true
    try {
      const found = await ask()
      if (turn !== asked) return
      data.value = found
      problem.value = undefined
    } catch (thrown) {
      if (turn === asked) problem.value = problemOf(thrown)
    } finally {
      if (turn === asked) loading.value = false
    }
  }
  void read()
  return { data, loading, problem, read }
}

/** A page of a list of the API. */
export interface ListPage<T> {
  items: T[]
  next?: string | null
}

/** A list that is read page by page. */
export interface Listing<T> {
  items: ShallowRef<T[]>
  loading: Ref<boolean>
  finished: Ref<boolean>
  problem: ShallowRef<Problem | undefined>
  /** The next page. */
  more: () => Promise<void>
  /** From the beginning. */
  again: () => Promise<void>
}

/**
 * A list whose pages `ask` reads, each behind the `next` of the one before. A page that was still on its way when the list
 * was begun again is dropped.
 */
export function useListing<T>(ask: (after: string | undefined) => Promise<ListPage<T>>): Listing<T> {
  const items = shallowRef<T[]>([])
  const loading = ref(false)
  const finished = ref(false)
  const problem = shallowRef<Problem>()
  let next: string | undefined
  let turn = 0
  async function read(): Promise<void> {
    const now = turn
    loading.value = true
    try {
      const page = await ask(next)
      if (now !== turn) return
      items.value = [...items.value, ...page.items]
      next = page.next ?? undefined
      finished.value = next === undefined
      problem.value = undefined
    } catch (thrown) {
      if (now === turn) problem.value = problemOf(thrown)
    } finally {
      if (now === turn) loading.value = false
    }
  }
  async function more(): Promise<void> {
    if (!loading.value && !finished.value) await read()
  }
  async function again(): Promise<void> {
    turn += 1
    next = undefined
    finished.value = false
    items.value = []
    await read()
  }
  void more()
  return { items, loading, finished, problem, more, again }
}
