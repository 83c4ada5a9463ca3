import { effectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useWhatIf, type WhatIf } from './what-if'

/** Every request: the draft, its way to be dropped, and its answer. */
interface Asked {
  rules: string
  signal: AbortSignal
  answer: (day: number) => void
}
const asked = vi.hoisted((): Asked[] => [])

vi.mock('@/shared/api/client', () => ({
  answered: (answer: unknown) => answer,
  api: {
    POST: (_: string, { body, signal }: { body: { rules: string }; signal: AbortSignal }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new DOMException('', 'AbortError'))
        })
        const answer = (day: number) => {
          resolve({ course: [{ day }] })
        }
        asked.push({ rules: body.rules, signal, answer })
      }),
  },
}))

beforeEach(() => {
  vi.useFakeTimers()
  asked.length = 0
})
afterEach(() => {
  vi.useRealTimers()
})

function inScope(): WhatIf {
  const found = effectScope().run(useWhatIf)
  if (!found) throw new Error('no scope')
  return found
}

it('plays a draft once typing pauses, and only the last', async () => {
  const whatIf = inScope()
  for (const draft of ['a', 'ab', 'abc']) whatIf.play(draft)
  await vi.advanceTimersByTimeAsync(600)
  expect(asked.map(({ rules }) => rules)).toEqual(['abc'])
  expect(whatIf.busy.value).toBe(true)
  asked[0]?.answer(1)
  await vi.advanceTimersByTimeAsync(0)
  expect([whatIf.result.value?.course[0]?.day, whatIf.busy.value]).toEqual([1, false])
})

it('drops a draft that is still played when there is a newer one', async () => {
  const whatIf = inScope()
  whatIf.play('old')
  await vi.advanceTimersByTimeAsync(600)
  whatIf.play('new')
  expect(asked[0]?.signal.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(600)
  asked[1]?.answer(2)
  await vi.advanceTimersByTimeAsync(0)
  expect([whatIf.result.value?.course[0]?.day, whatIf.problem.value]).toEqual([2, undefined])
})
