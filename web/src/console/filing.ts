import { computed, watch, type ComputedRef, type Ref, type ShallowRef, type WatchSource } from 'vue'
import type { Problem } from '@/shared/api/problem'
import { useSubmission, useTrial } from '@/shared/submission'
import { previewOf, useRequest, type FiledRequest, type Preview } from './requests'

/** A form that files something for a second person. */
export interface Filing {
  /** What it would do now, tried while it is typed. */
  preview: ShallowRef<Preview | undefined>
  /** What was filed last. */
  filed: ShallowRef<FiledRequest | undefined>
  busy: Ref<boolean>
  /** Files it; true when that was done. */
  ask: () => Promise<boolean>
  messageAt: (field: string) => string | undefined
  problemElsewhere: ComputedRef<Problem | undefined>
}

/**
 * A form with these fields, as the API names them. `body` says what is asked, or throws what is wrong with a field: nothing is
 * tried before it is whole. `send` asks for it under a number, only to try it or to file it.
 */
export function useFiling<B>(
  prefix: string,
  typed: WatchSource | object,
  fields: string[],
  body: () => B | Promise<B>,
  send: (body: B & { request_no: string }, dry_run: boolean) => Promise<FiledRequest>,
): Filing {
  const { number, filed, take } = useRequest(prefix)
  const asking = useSubmission(...fields)
  const whole = async () => ({ ...(await body()), request_no: number.value })
  async function tried(): Promise<Preview | undefined> {
    const asked = await whole().catch(() => undefined)
    return asked && previewOf(await send(asked, true))
  }
  const trial = useTrial(tried, ...fields)
  watch(typed, () => {
    asking.problem.value = undefined
    trial.tryAgain()
  })
  async function ask(): Promise<boolean> {
    trial.problem.value = undefined
    return asking.submit(async () => {
      take(await send(await whole(), false))
    })
  }
  return {
    preview: trial.result,
    filed,
    busy: asking.busy,
    ask,
    messageAt: (field) => asking.messageAt(field) ?? trial.messageAt(field),
    problemElsewhere: computed(() => asking.problemElsewhere.value ?? trial.problemElsewhere.value),
  }
}
