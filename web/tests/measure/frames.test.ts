import { expect, it } from 'vitest'
import { openBrowser } from '../browser/chromium'
import { Colleague } from '../browser/colleague'
import type { Service } from '../browser/service'
import { MEMBER, openTown, STORE } from '../browser/town'

/** How smooth the board stays while orders flow: `npm run frames`. It measures time and asserts nothing about it. */
const [SECONDS, ORDERS_A_SECOND, BATCHES_A_SECOND] = [20, 1_000, 4]

/** Posts orders in batches, each at its time, so that so many come a second. */
async function feed(service: Service): Promise<void> {
  const each = ORDERS_A_SECOND / BATCHES_A_SECOND
  const begun = Date.now()
  for (let batch = 0; batch < SECONDS * BATCHES_A_SECOND; batch += 1) {
    const wait = begun + (batch * 1_000) / BATCHES_A_SECOND - Date.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    const orders = Array.from({ length: each }, (_, index) => ({
      order_no: `F-${String(batch)}-${String(index)}`,
      member_no: MEMBER,
      merchant_no: STORE,
      amount_fen: 1_000 + index,
    }))
    const headers = { authorization: `Bearer ${service.started.key}`, 'content-type': 'application/json' }
    const batched = { method: 'POST', headers, body: JSON.stringify(orders) }
    // It answers line by line; only that it was taken matters here.
    const answer = await fetch(`${service.address}/v1/orders:batch`, batched)
    expect(answer.ok).toBe(true)
    await answer.text()
  }
}

/** Begins to note when frames were drawn and which tasks took long, in the page. */
const NOTING = `
  globalThis.noted = { frames: [], long: [] }
  new PerformanceObserver((list) => noted.long.push(...list.getEntries().map((task) => task.duration))).observe({ type: 'longtask' })
  const next = (at) => { noted.frames.push(at); requestAnimationFrame(next) }
  requestAnimationFrame(next)`

const at = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const rounded = (milliseconds: number) => `${String(Math.round(milliseconds * 10) / 10)} ms`

it('the board while a thousand orders come a second', async () => {
  const [browser, service] = await Promise.all([openBrowser(), openTown()])
  const owner = await Colleague.owner(browser, service)
  await owner.open('')
  await owner.page.evaluate(NOTING)
  await feed(service)
  const noted = await owner.page.evaluate(
    () => (globalThis as unknown as { noted: { frames: number[]; long: number[] } }).noted,
  )
  const gaps = noted.frames.slice(1).map((frame, index) => frame - (noted.frames[index] ?? frame))
  const sorted = gaps.toSorted((one, other) => one - other)
  console.log(
    [
      `${String(sorted.length)} frames, half within ${rounded(at(sorted, 0.5))}, 95 % within ${rounded(at(sorted, 0.95))}`,
      `99 % within ${rounded(at(sorted, 0.99))}, the longest ${rounded(sorted.at(-1) ?? 0)}`,
      `${String(noted.long.length)} tasks above 50 ms, the longest ${rounded(Math.max(0, ...noted.long))}`,
      `the board says ${await owner.page.locator('[data-test=orders]').innerText()} orders`,
    ].join('\n'),
  )
  await expect
    .poll(async () => Number((await owner.read('orders')).replaceAll(/\D/g, '')), { timeout: 30_000 })
    .toBeGreaterThanOrEqual(SECONDS * ORDERS_A_SECOND)
  owner.expectNothingWrong()
  await owner.leave()
  await browser.close()
  await service.stop()
})
