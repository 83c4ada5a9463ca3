import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { isAbout, Problem, problemOf } from './api/problem'

/** What was wrong, and where a form shows it. */
export interface Fault {
  /** What was wrong, at any field or none. */
  problem: ShallowRef<Problem | undefined>
  /** What was wrong, where none of the form's fields shows it. */
  problemElsewhere: ComputedRef<Problem | undefined>
  /** The message beside a field of the form, which the service may know by other names too. */
  messageAt: (...names: string[]) => string | undefined
}

/** The fault of a form with these fields, as the API names them. */
function useFault(fields: string[]): Fault {
  const problem = shallowRef<Problem>()
  const isOfField = (found: Problem) => found.message !== '' && fields.some((field) => isAbout(found, field))
  return {
    problem,
    problemElsewhere: computed(() => (problem.value && !isOfField(problem.value) ? problem.value : undefined)),
    messageAt: (...names) => {
      const found = problem.value
      return found && names.some((name) => isAbout(found, name)) ? found.message || undefined : undefined
    },
  }
}

/**
 * Something that is asked of the service by a form or a button: whether it is on its way, and what was wrong with it. What
 * was typed stays with the form, whatever the answer is.
 */
export interface Submission extends Fault {
  busy: Ref<boolean>
  /** Asks; true when it was done. A second call while the first is on its way does nothing. */
  submit: (ask: () => Promise<void>) => Promise<boolean>
}

export function useSubmission(...fields: string[]): Submission {
  const busy = ref(false)
  const fault = useFault(fields)
  async function submit(ask: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    fault.problem.value = undefined
    try {
      await ask()
      return true
    } catch (thrown) {
      fault.problem.value = problemOf(thrown)
      return false
    } finally {
      busy.value = false
    }
  }
  return { ...fault, busy, submit }
}

/** Something that is only tried, to show what it would do. */
export interface Trial<T> extends Fault {
  /** What it would do; nothing while that is not known. */
  result: ShallowRef<T | undefined>
  /** Tries again, once typing pauses. The last try wins. `keep` leaves what is shown until there is something newer. */
  tryAgain: (keep?: boolean) => void
}

/** Milliseconds without another key after which typing has paused. */
const TYPING_PAUSE = 250

/** A trial by `ask`, which gives nothing where there is nothing to be tried yet. */
export function useTrial<T>(ask: () => Promise<T> | undefined, ...fields: string[]): Trial<T> {
  const fault = useFault(fields)
  const result = shallowRef<T>()
  let turn = 0
  let timer: number | undefined
  async function run(now: number): Promise<void> {
    try {
      const found = await ask()
      if (now !== turn) return
      result.value = found
      fault.problem.value = undefined
    } catch (thrown) {
      if (now !== turn) return
      result.value = undefined
      fault.problem.value = problemOf(thrown)
    }
  }
  function tryAgain(keep = false): void {
    const now = ++turn
    if (!keep) {
      result.value = undefined
      fault.problem.value = undefined
    }
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void run(now), TYPING_PAUSE)
  }
  onScopeDispose(() => {
    window.clearTimeout(timer)
  })
  return { ...fault, result, tryAgain }
}
