import { afterEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useFrames } from './frames'

afterEach(() => {
  vi.unstubAllGlobals()
})

it('draws the newest value once a frame, and nothing after its page is gone', () => {
  const frames: (() => void)[] = []
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame))
  vi.stubGlobal('cancelAnimationFrame', () => undefined)
  const drawn: number[] = []
  const scope = effectScope()
  const take = scope.run(() => useFrames<number>((value) => drawn.push(value)))
  for (let value = 1; value <= 1_000; value++) take?.(value)
  expect([frames.length, drawn]).toEqual([1, []])
  frames[0]?.()
  expect(drawn).toEqual([1_000])
  take?.(7)
  scope.stop()
  frames[1]?.()
  expect(drawn).toEqual([1_000])
})
