import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './axe'
import { openBrowser } from './chromium'
import { Colleague } from './colleague'
import type { Service } from './service'
import { AGENT, dayFromNow, EVIDENCE, MEMBER, openFullTown, OWNER, STORE } from './town'
import { expectNoOverflow } from './width'

let browser: Browser
let service: Service
let owner: Colleague
/** What the service calls the webhook, and what the injection is filed under. */
let webhook: string
let filed: string

const WEBHOOK = { url: 'https://example.com/ratchet', event_types: ['order_booked'] }
const SCENARIO = `
days = 20
arrivals = { kind = "constant", orders_per_day = 5 }
members = { new_bp = 3000 }
spend = { kind = "fixed", amount_fen = 6000 }
merchants = [{ plan = "store" }]
`

/** Where pictures of the pages go; none are taken without. */
const PICTURES = process.env['PICTURES']

beforeAll(async () => {
  ;[browser, service] = await Promise.all([openBrowser(), openFullTown()])
  await service.ask('POST', '/v1/deposits', { merchant_no: STORE, amount_fen: 500_000, reference: 'bank-1' })
  await service.ask('POST', '/v1/withdrawals', { withdrawal_no: 'w-1', merchant_no: STORE, amount_fen: 120_000 })
  await service.ask('POST', '/v1/redemptions', { member_no: MEMBER, points: '10' })
  const region = ['33', '3301', '330106']
  await service.ask('POST', '/v1/merchants', { merchant_no: 'tea-house', plan: 'store', owner_no: OWNER, region })
  await service.ask('POST', '/v1/simulations', { simulation_no: 'slow-start', scenario: SCENARIO })
  await service.ask('POST', '/v1/reports', { report_no: 'check-1', kind: 'verify' })
  webhook = (await service.ask<{ id: string }>('POST', '/v1/webhooks', WEBHOOK)).id
  // It stands in the list and is told nothing: no request leaves the machine.
  await service.ask('POST', `/v1/webhooks/${webhook}/disable`)
  owner = await Colleague.owner(browser, service)
  await owner.open('injections')
  await owner.page.locator('#injections-amount').fill('20')
  await owner.page.locator('#injections-amount').press('Enter')
  filed = await owner.read('filed')
})
afterAll(async () => {
  await owner.leave()
  await browser.close()
  await service.stop()
})

/** The month that the town has closed. */
const MONTH = dayFromNow(0).slice(0, 7)

/** Every page with something of the town that it must show. */
const PAGES: [path: string, shows: string][] = [
  ['', 'A-1'],
  ['approvals', 'w-1'],
  ['approvals/:request', '¥20.00'],
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
  ['contracts', AGENT],
  ['campaigns', 'winter-1'],
  ['withdrawals', 'w-1'],
  ['withdrawals/w-1', STORE],
  ['injections', '0.00'],
  ['debts', '460.00'],
  [`debts/${MEMBER}`, EVIDENCE],
  ['fund', '488.00'],
  ['months', MONTH],
  [`months/${MONTH}`, MEMBER],
  ['shares', '0.00'],
  ['allotments', 'series-1'],
  ['reconciliation', 'camt.053'],
  ['reports', 'check-1'],
  ['reports/check-1', 'check-1'],
  ['rules', 'initial_price_fen'],
  ['simulations', 'slow-start'],
  ['simulations/slow-start', '%'],
  ['money-terms', 'utc_offset_minutes'],
  ['closing', '¥'],
  ['audit', 'A-1'],
  ['keys', 'demonstration'],
  ['webhooks', WEBHOOK.url],
  ['webhooks/:webhook', WEBHOOK.url],
  ['people', 'owner'],
]

describe.each(['zh-CN', 'en'] as const)('in %s', (locale) => {
  it.each(PAGES)('/%s shows %s, complains of nothing, and axe neither', async (path, shows) => {
    await owner.speak(locale)
    await owner.open(path.replace(':webhook', webhook).replace(':request', filed))
    const { page } = owner
    await expect.poll(() => shown(owner)).toContain(shows)
    expect(await page.locator('html').getAttribute('lang')).toBe(locale)
    await look(owner, `${path || 'board'}.${locale}`)
  })

  it('whoever is not signed in sees the pages before that', async () => {
    const token = await owner.invite('auditor')
    const stranger = await Colleague.arrive(browser, service, locale)
    await stranger.page.goto(`${service.address}/console/sign-in`)
    await stranger.page.locator('#login').waitFor()
    await look(stranger, `sign-in.${locale}`)
    await stranger.page.goto(`${service.address}/console/join#${encodeURIComponent(token)}`)
    await stranger.page.locator('[data-test=totp-secret]').waitFor()
    await look(stranger, `join.${locale}`)
    await stranger.leave()
  })
})

/** A page as it stands: usable by everybody, within its window, and without a complaint. A picture, where they are wanted. */
async function look(colleague: Colleague, name: string): Promise<void> {
  const { page } = colleague
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true })
    await page.screenshot({ path: join(PICTURES, `${name.replaceAll(/[/?=:]/g, '-')}.png`), fullPage: true })
  }
  await expectAccessible(page)
  await expectNoOverflow(page)
  colleague.expectNothingWrong()
}

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
