import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './axe'
import { openBrowser } from './chromium'
import { Colleague } from './colleague'
import type { Service } from './service'
import { MEMBER, openTown, OWNER, STORE } from './town'

let browser: Browser
let service: Service
let owner: Colleague

/** Where pictures of the pages go; none are taken without. */
const PICTURES = process.env['PICTURES']

beforeAll(async () => {
  ;[browser, service] = await Promise.all([openBrowser(), openTown()])
  await service.ask('POST', '/v1/deposits', { merchant_no: STORE, amount_fen: 500_000, reference: 'bank-1' })
  await service.ask('POST', '/v1/withdrawals', { withdrawal_no: 'w-1', merchant_no: STORE, amount_fen: 120_000 })
  await service.ask('POST', '/v1/redemptions', { member_no: MEMBER, points: '10' })
  const region = ['33', '3301', '330106']
  await service.ask('POST', '/v1/merchants', { merchant_no: 'tea-house', plan: 'store', owner_no: OWNER, region })
  owner = await Colleague.owner(browser, service)
})
afterAll(async () => {
  await owner.leave()
  await browser.close()
  await service.stop()
})

/** Every page with something of the town that it must show. */
const PAGES: [path: string, shows: string][] = [
  ['', 'A-1'],
  ['approvals', 'w-1'],
  ['orders', 'A-1'],
  ['orders/A-1', MEMBER],
  ['members', MEMBER],
  [`members/${MEMBER}`, 'A-1'],
  [`referrals?root=${OWNER}`, MEMBER],
  ['merchants', STORE],
  [`merchants/${STORE}`, OWNER],
  ['awards', 'A-1'],
  [`awards?member_no=${OWNER}`, 'A-1'],
  ['sales', MEMBER],
  ['agents', '330106'],
  ['withdrawals', 'w-1'],
  ['withdrawals/w-1', STORE],
  ['injections', '0.00'],
  ['fund', '[fund]'],
  ['months', '—'],
  ['shares', '[dividends]'],
  ['allotments', 'CSV'],
  ['reconciliation', 'camt.053'],
  ['reports', '¥'],
  ['rules', 'initial_price_fen'],
  ['money-terms', 'utc_offset_minutes'],
  ['closing', '¥'],
  ['audit', 'A-1'],
  ['keys', 'demonstration'],
  ['webhooks', 'Standard Webhooks'],
  ['people', 'owner'],
]

describe.each(['zh-CN', 'en'] as const)('in %s', (locale) => {
  it.each(PAGES)('/%s shows %s, complains of nothing, and axe neither', async (path, shows) => {
    await owner.speak(locale)
    await owner.open(path)
    const { page } = owner
    await expect.poll(() => shown(owner), { timeout: 20_000 }).toContain(shows)
    expect(await page.locator('html').getAttribute('lang')).toBe(locale)
    if (PICTURES) {
      mkdirSync(PICTURES, { recursive: true })
      const name = `${(path || 'board').replaceAll(/[/?=]/g, '-')}.${locale}.png`
      await page.screenshot({ path: join(PICTURES, name), fullPage: true })
    }
    await expectAccessible(page)
    owner.expectNothingWrong()
  })
})

/** Text of the page, and what is written in its fields. */
async function shown({ page }: Colleague): Promise<string> {
  const fields = await page.locator('main input, main textarea').evaluateAll((all) =>
    all.map((field) => {
      const { value, placeholder } = field as HTMLInputElement
      return `${value} ${placeholder}`
    }),
  )
  return `${await page.locator('main').innerText()} ${fields.join(' ')}`
}
