import { onScopeDispose } from 'vue'

/** Hands on the newest of many values, once a frame that the browser draws: what comes in between nobody would see. */
export function useFrames<T>(draw: (newest: T) => void): (value: T) => void {
  let waiting: { newest: T } | undefined
  let frame = 0
  function drawNewest(): void {
    const drawn = waiting
    waiting = undefined
    if (drawn) draw(drawn.newest)
  }
  onScopeDispose(() => {
    cancelAnimationFrame(frame)
    waiting = undefined
  })
  return (newest) => {
    if (!waiting) frame = requestAnimationFrame(drawNewest)
    waiting = { newest }
  }
}
