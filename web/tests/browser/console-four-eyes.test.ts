import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from './chromium'
import { Colleague } from './colleague'
import type { Service } from './service'
import { openTown, STORE } from './town'

let browser: Browser
let service: Service
let owner: Colleague
let finance: Colleague

beforeAll(async () => {
  ;[browser, service] = await Promise.all([openBrowser(), openTown()])
  await service.ask('POST', '/v1/deposits', { merchant_no: STORE, amount_fen: 500_000, reference: 'bank-1' })
  owner = await Colleague.owner(browser, service)
  finance = await Colleague.arrive(browser, service, 'en')
  await finance.join(await owner.invite('finance'), 'finance')
})
afterAll(async () => {
  await Promise.all([owner.leave(), finance.leave()])
  await browser.close()
  await service.stop()
})

it('a withdrawal is asked for by one, approved by another, and paid', async () => {
  const { page } = owner
  await owner.open('withdrawals')
  await page.locator('.page-head button').click()
  await page.locator('#payee-number').fill(STORE)
  // Nothing is guessed, and nothing typed is lost.
  await page.locator('#withdrawal-amount').fill('12,80')
  await page.locator('.el-dialog button[type=submit]').click()
  await page.locator('.el-form-item__error', { hasText: '金额' }).waitFor()
  expect(await page.locator('#withdrawal-amount').inputValue()).toBe('12,80')
  await page.locator('#withdrawal-amount').fill('1,280.50')
  await page.locator('.el-dialog dl', { hasText: '¥1,280.50' }).waitFor()
  await page.locator('.el-dialog button[type=submit]').click()
  await page.waitForURL('**/console/withdrawals/w-*')
  await page.getByText('这是您自己的申请').waitFor()
  expect(await page.getByRole('button', { name: '批准打款' }).count()).toBe(0)

  await finance.page.goto(page.url())
  await finance.page.getByRole('button', { name: 'Approve' }).click()
  await finance.page.locator('.el-message-box').getByRole('button', { name: 'Approve' }).click()
  await finance.page.locator('[data-state=paid]').waitFor({ timeout: 60_000 })
  await page.reload()
  await page.locator('[data-state=paid]').waitFor()
  owner.expectNothingWrong()
  finance.expectNothingWrong()
})

it('an injection shows what it would do, is filed, and done by a second person who was told its hash', async () => {
  const { page } = owner
  await owner.open('injections')
  await page.locator('#injections-amount').fill('500')
  const after = await owner.read('price-after')
  await page.locator('button[type=submit]').first().click()
  const number = await owner.read('filed')
  await owner.open(`approvals/${number}`)
  const told = (await owner.read('hash')).slice(0, 8)
  await page.getByText('这是您自己的申请').waitFor()

  await finance.open(`approvals/${number}`)
  expect(await finance.read('arguments')).toContain('¥500.00')
  expect(await finance.read('price-after')).toBe(after)
  await finance.page.locator('#told').fill('00000000')
  await finance.page.locator('button[type=submit]').click()
  await finance.page.locator('.el-form-item__error', { hasText: 'Not the hash' }).waitFor()
  await finance.page.locator('#told').fill(told)
  await finance.page.locator('button[type=submit]').click()
  await finance.page.locator('[data-state=approved]').first().waitFor()
  const price = await service.ask<{ price: string }>('GET', '/v1/programmes/main/price')
  expect(after).toBe(`¥${price.price}`)
  owner.expectNothingWrong()
  finance.expectNothingWrong()
})

it('the board moves while orders come, and its button verifies the books', async () => {
  const { page } = owner
  await owner.open('')
  const price = await owner.read('price')
  await service.order('LIVE-1', 'm-wang', STORE, 900_000)
  await page.waitForFunction(
    (before) => document.querySelector('[data-test=price]')?.textContent?.trim() !== before,
    price,
  )
  await page.getByText('LIVE-1').first().waitFor()
  await page.getByRole('button', { name: '复核账目' }).click()
  await page.locator('.el-alert--success', { hasText: '全部一致' }).waitFor({ timeout: 60_000 })
  owner.expectNothingWrong()
})

it('rules are checked while they are written', async () => {
  const { page } = owner
  await owner.open('rules')
  await page.locator('[data-finding]').first().waitFor()
  const text = page.locator('#rules-text')
  await text.fill(`${await text.inputValue()}\nnonsense = 1\n`)
  await page.locator('.faults', { hasText: 'nonsense' }).waitFor()
  expect(await text.inputValue()).toContain('nonsense = 1')
})

it('five wrong attempts lock a name, and the page says so', async () => {
  const stranger = await Colleague.arrive(browser, service)
  await stranger.page.goto(`${service.address}/console/orders`)
  await stranger.page.waitForURL('**/console/sign-in?back=**')
  for (let attempt = 0; attempt < 6; attempt++) {
    await stranger.page.locator('#login').fill('nobody-here')
    await stranger.page.locator('#password').fill('wrong wrong wrong')
    await stranger.page.locator('#code').fill('000000')
    await stranger.page.locator('button[type=submit]').click()
    await stranger.page.locator('[role=alert]').waitFor()
  }
  await stranger.page.getByText('暂时锁定：').waitFor()
  expect(await stranger.page.locator('#login').inputValue()).toBe('nobody-here')
  stranger.expectNothingWrong()
  await stranger.leave()
})
