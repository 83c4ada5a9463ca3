import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { expectAccessible } from './axe'
import { openBrowser } from './chromium'
import { Colleague } from './colleague'
import { example, type Service } from './service'
import { MEMBER, openTown, OWNER, STORE } from './town'

/** Levels and dividends of the example, and a fund whose ceilings an order does not reach. */
const FUND = `
[fund.subsidy]
bp = 100
order_max_fen = 5000
day_max_fen = 200_000
last_day = "2099-12-31"
[fund.drip]
bp = 500
order_max_fen = 5000
day_max_fen = 200_000
last_day = "2099-12-31"
`
const HOUR = 3_600_000

/** Each of these goes through many pages in both languages. */
vi.setConfig({ testTimeout: 300_000 })

let browser: Browser
let service: Service
let owner: Colleague
let finance: Colleague

/** Where pictures of the pages go; none are taken without. */
const PICTURES = process.env['PICTURES']

beforeAll(async () => {
  ;[browser, service] = await Promise.all([
    openBrowser(),
    openTown({ rules: example('levels-and-dividends.toml'), more: FUND }),
  ])
  await service.addMember('m-li', '13800000009', MEMBER)
  owner = await Colleague.owner(browser, service)
  finance = await Colleague.arrive(browser, service, 'en')
  await finance.join(await owner.invite('finance', 'operator'), 'finance')
})
afterAll(async () => {
  await Promise.all([owner.leave(), finance.leave()])
  await browser.close()
  await service.stop()
})

/** A page in both languages: axe finds nothing, nothing is complained of, and pictures are taken where they are wanted. */
async function look(path: string, name = path): Promise<void> {
  const { page } = owner
  for (const locale of ['en', 'zh-CN'] as const) {
    await owner.speak(locale)
    await owner.open(path)
    expect(await page.locator('html').getAttribute('lang')).toBe(locale)
    await expectAccessible(page)
    if (PICTURES) {
      mkdirSync(PICTURES, { recursive: true })
      await page.screenshot({ path: join(PICTURES, `${name}.${locale}.png`), fullPage: true })
    }
  }
  owner.expectNothingWrong()
}

/** A page in dark colours. */
async function lookInTheDark(path: string): Promise<void> {
  await owner.page.emulateMedia({ colorScheme: 'dark' })
  await owner.open(path)
  await expectAccessible(owner.page)
  if (PICTURES) await owner.page.screenshot({ path: join(PICTURES, `${path}.dark.png`), fullPage: true })
  await owner.page.emulateMedia({ colorScheme: 'light' })
}

/** What of the fund is read here. */
interface Fund {
  fund_fen: number
  subsidy: { used_today_fen: number }
  drip: { used_today_fen: number }
}

/** What of a member's month is read here. */
interface MonthMember {
  member_no: string
  reported_differential_fen: number
}

/** Fen as the pages write them. */
function yuan(fen: number): string {
  return new Intl.NumberFormat('zh-CN', { style: 'currency', currency: 'CNY' }).format(fen / 100)
}

/** What a download gives. */
async function downloaded(label: string): Promise<string> {
  const address = await owner.page.getByRole('link', { name: label }).getAttribute('href')
  return owner.page.evaluate(async (path) => (await fetch(path)).text(), address ?? '')
}

it('money is booked into the fund by two people, and orders draw on it', async () => {
  const { page } = owner
  await owner.open('fund')
  await page.locator('#fund-amount').fill('12,80')
  await page.locator('main button[type=submit]').click()
  await owner.messageBeside('fund-amount', '请填写金额')
  await page.locator('#fund-amount').fill('50,000')
  await page.locator('#fund-source').fill('round a')
  await page.locator('main button[type=submit]').click()
  await owner.messageBeside('fund-source', '1–64')
  await page.locator('#fund-source').fill('round-a')
  const { price } = await service.ask<{ price: string }>('GET', '/v1/programmes/main/price')
  expect(await owner.read('price-after')).toBe(`¥${price}`)
  const number = await owner.file('main')
  await page.locator('tr', { hasText: 'round-a' }).getByText('¥50,000.00').waitFor()
  await finance.approve(number, owner)
  await service.order('F-1', MEMBER, STORE, 100_000)
  // Orders of the demonstration go on meanwhile.
  await expect
    .poll(async () => {
      await owner.open('fund')
      const { subsidy, drip, fund_fen } = await service.ask<Fund>('GET', '/v1/programmes/main/fund')
      const said = [await owner.read('subsidy-today'), await owner.read('drip-today'), await owner.read('fund')]
      const figures = [subsidy.used_today_fen, drip.used_today_fen, fund_fen]
      expect(Math.min(...figures)).toBeGreaterThan(0)
      return figures.every((fen, place) => said[place]?.includes(yuan(fen)))
    })
    .toBe(true)
  await look('fund')
  await lookInTheDark('fund')
})

it('shares are set by two people', async () => {
  const { page } = owner
  await owner.open('shares')
  await page.locator('.page-head button').click()
  await page.locator('.el-dialog button[type=submit]').click()
  await owner.messageBeside('holder', '请填写')
  await page.locator('#shares').fill('100')
  await page.locator('#holder').fill('nobody')
  await owner.messageBeside('holder', '会员')
  await page.locator('#holder').fill(OWNER)
  await finance.approve(await owner.file('.el-dialog'), owner)
  await owner.open('shares')
  expect(await owner.read('issued')).toBe('100')
  await page.locator('tr', { hasText: OWNER }).first().waitFor()
  await look('shares')
})

it('a month is closed in order, and says of each member which level it brought and why', async () => {
  const { page } = owner
  await owner.open('months')
  const first = (await page.locator('[data-test=next-month] strong').innerText()).trim()
  await page.locator('[data-test=next-month] button[type=submit]').click()
  await owner.messageBeside('month', '月')
  await close()
  await page.locator('tr', { hasText: first }).first().waitFor()
  // What reached V1 holds in the months after: an order of somebody below is stated, and not paid.
  await service.order('M-1', 'm-li', STORE, 50_000)
  await owner.open('months')
  const second = (await page.locator('[data-test=next-month] strong').innerText()).trim()
  expect(second > first).toBe(true)
  await close()
  await look('months')
  await lookInTheDark('months')
  await look(`months/${second}`, 'month')
  const row = page.locator('tr', { has: page.getByRole('link', { name: MEMBER, exact: true }) })
  await row.getByRole('button').click()
  const { items } = await service.ask<{ items: MonthMember[] }>('GET', `/v1/programmes/main/months/${second}/members`)
  const stated = items.find(({ member_no }) => member_no === MEMBER)
  expect(stated?.reported_differential_fen).toBeGreaterThan(0)
  await page.locator('[data-test=lines]', { hasText: yuan(stated?.reported_differential_fen ?? 0) }).waitFor()
  await expectAccessible(page)
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'month-why.png') })
  expect(await downloaded('下载 CSV')).toContain(`\r\n${second},${MEMBER},`)
  owner.expectNothingWrong()
})

/** Closes the month that is next, an hour after it is over. */
async function close(): Promise<void> {
  const { page } = owner
  const { ends_at } = await service.ask<{ ends_at: number }>('GET', '/v1/programmes/main/months:next')
  await service.passTime(ends_at + HOUR - (await service.now()))
  await owner.open('months')
  const card = page.locator('[data-test=next-month]')
  await card.locator('button[type=submit]').click()
  await page.locator('[data-test=month-preview]').waitFor()
  await card.locator('button.el-button--primary').click()
  await page.locator('.el-message-box button.el-button--primary').click()
  await page.locator('.el-message--success').waitFor()
}

it('an offer is opened by two people, subscribed with points, and stands in the register', async () => {
  const { page } = owner
  const now = await service.now()
  await owner.open('allotments')
  await page.locator('.page-head button').click()
  await page.locator('.el-dialog button[type=submit]').click()
  await owner.messageBeside('offer-no', '1–64')
  await page.locator('#offer-no').fill('series-1')
  await page.locator('#offer-instrument').fill('plan-2027')
  await page.locator('#offer-units').fill('1000')
  await page.locator('#offer-each').fill('a hundred')
  await page.locator('.el-dialog button[type=submit]').click()
  await owner.messageBeside('offer-each', '积分')
  await page.locator('#offer-each').fill('1.5')
  await owner.pick('offer-opens_at', written(now - HOUR))
  await owner.pick('offer-closes_at', written(now + 24 * HOUR))
  await owner.pick('offer-locked_until', written(now + 1_000 * 24 * HOUR))
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'offer-form.png'), fullPage: true })
  await finance.approve(await owner.file('.el-dialog'), owner)

  await owner.open('allotments')
  const card = page.locator('[data-test=offer-series-1]')
  await card.locator('button.el-button--primary').click()
  await page.locator('#subscribed-units').fill('2000')
  await page.locator('#subscriber').fill(MEMBER)
  await owner.messageBeside('subscribed-units', '不足')
  await page.locator('#subscribed-units').fill('2')
  await page.locator('#subscribed-units').press('Tab')
  await page.locator('[data-test=subscription]', { hasText: '3.00' }).waitFor()
  await expectAccessible(page)
  await page.locator('.el-dialog button[type=submit]').click()
  await page.locator('tr', { hasText: MEMBER }).first().waitFor()
  expect(await owner.read('allotted')).toContain('2 / 1,000')
  expect(await downloaded('下载 CSV')).toContain(`series-1,plan-2027,${MEMBER},2,`)
  owner.expectNothingWrong()
})

it('units are granted for a contribution, by two people', async () => {
  const { page } = owner
  const now = await service.now()
  await owner.open('allotments')
  await page.locator('.page-head button').click()
  await page.locator('#offer-no').fill('series-2')
  await page.locator('#offer-instrument').fill('plan-2027')
  await page.locator('#offer-units').fill('10')
  await page.locator('.el-radio-button').nth(1).click()
  await page.locator('#offer-each').fill('1,000')
  await owner.pick('offer-opens_at', written(now - HOUR))
  await owner.pick('offer-closes_at', written(now + 24 * HOUR))
  await owner.pick('offer-locked_until', written(now + 1_000 * 24 * HOUR))
  await finance.approve(await owner.file('.el-dialog'), owner)

  await owner.open('allotments')
  await page.locator('[data-test=offer-series-2] button.el-button--primary').click()
  await page.locator('#grantee').fill(OWNER)
  await page.locator('#grant-reason').fill('service-2026')
  await page.locator('#contribution').fill('999')
  await page.locator('.el-dialog .el-form-item__error').waitFor()
  await page.locator('#contribution').fill('2,500')
  await page.locator('#grant-document').setInputFiles({
    name: 'decision.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('two units for 2026'),
  })
  const number = await owner.file('.el-dialog')
  await expectAccessible(page)
  await finance.approve(number, owner)
  await owner.open('allotments?offer_no=series-2')
  await page.locator('tr', { hasText: OWNER }).getByText('¥2,500.00').first().waitFor()
  expect(await page.locator('[data-test=offer-series-2] [data-test=allotted]').innerText()).toContain('2 / 10')
  await look('allotments')
})

it('the programme is closed by two people, and says what members received', async () => {
  const { page } = owner
  await owner.open('closing')
  await page.locator('#closing-member').fill('nobody')
  await page
    .locator('form', { has: page.locator('#closing-member') })
    .locator('button')
    .click()
  await owner.messageBeside('closing-member', '会员')
  await owner.pick('closing-from', '2020-01-01 00:00:00')
  await owner.messageBeside('closing-from', '关闭')
  await owner.pick('closing-from', written((await service.now()) + 2 * HOUR))
  await page
    .locator('form', { has: page.locator('#closing-from') })
    .locator('button[type=submit]')
    .click()
  await finance.approve(await owner.read('filed'), owner)
  await look('closing')
  await page.locator('#closing-member').fill(MEMBER)
  await page
    .locator('form', { has: page.locator('#closing-member') })
    .locator('button')
    .click()
  expect(await owner.read('member-part')).toMatch(/^¥[1-9]/)
  await service.passTime(3 * HOUR)
  const path = '/v1/programmes/main/closing'
  const stage = async () => (await service.ask<{ stage: string }>('GET', path)).stage
  await expect.poll(stage, { timeout: 30_000 }).toBe('closed')
  await look('closing', 'closed')
  const { paid_fen } = await service.ask<{ paid_fen: number }>('GET', path)
  expect(await owner.read('paid')).toBe(yuan(paid_fen))
  const one = `cause=closing&member_no=${MEMBER}`
  const sales = await service.ask<{ items: { net_fen: number }[] }>('GET', `/v1/sales?${one}`)
  await owner.open(`sales?${one}`)
  await page.locator('tr', { hasText: yuan(sales.items[0]?.net_fen ?? 0) }).waitFor()
  owner.expectNothingWrong()
})

/** A moment as the picker of this machine writes it. */
function written(moment: number): string {
  const shifted = new Date(moment - new Date(moment).getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 19).replace('T', ' ')
}
