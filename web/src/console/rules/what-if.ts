import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { answered, api } from '@/shared/api/client'
import { Problem, problemOf } from '@/shared/api/problem'
import { programme } from '../programme'
import type { SimulationResult } from '../simulations/simulations'

/** Milliseconds without another key after which a draft is played: longer than a check, which costs less. */
const TYPING_PAUSE = 600

/** What drafts of rules would do in a small town. */
export interface WhatIf {
  result: ShallowRef<SimulationResult | undefined>
  problem: ShallowRef<Problem | undefined>
  busy: Ref<boolean>
  /** Plays a draft once typing pauses. The newest wins; one that is still played is dropped, here and by the service. */
  play: (rules: string) => void
  /** Drops what is played or waits for it. */
  drop: () => void
}

export function useWhatIf(): WhatIf {
  const result = shallowRef<SimulationResult>()
  const problem = shallowRef<Problem>()
  const busy = ref(false)
  let running: AbortController | undefined
  let timer: number | undefined
  function drop(): void {
    window.clearTimeout(timer)
    running?.abort()
    running = undefined
    busy.value = false
  }
  async function run(rules: string): Promise<void> {
    const own = new AbortController()
    running = own
    try {
      const found = await playRules(rules, own.signal)
      if (running !== own) return
      result.value = found
      problem.value = undefined
    } catch (thrown) {
      if (running === own) problem.value = problemOf(thrown)
    }
    if (running === own) busy.value = false
  }
  function play(rules: string): void {
    drop()
    busy.value = true
    timer = window.setTimeout(() => void run(rules), TYPING_PAUSE)
  }
  onScopeDispose(drop)
  return { result, problem, busy, play, drop }
}

/** A year of the small town under these rules; under those in force, where there are none. */
export function playRules(rules?: string, signal?: AbortSignal): Promise<SimulationResult> {
  const body = { programme: programme.value, ...(rules === undefined ? {} : { rules }) }
  return answered(api.POST('/v1/rules/what-if', { body, ...(signal ? { signal } : {}) }))
}
