import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Expects that nothing makes the page wider than its window: what is wide is scrolled within its own frame. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const wider = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const beyond = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > clientWidth + 1,
    )
    return beyond.map((one) => `${one.tagName.toLowerCase()}.${[...one.classList].join('.')}`)
  })
  expect(wider.map((one) => `${page.url()} ${one}`)).toEqual([])
}
