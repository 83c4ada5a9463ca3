import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from './chromium'
import { Operator } from './operator'
import type { Service } from './service'
import { OWNER, openTown, STORE } from './town'
import { Visitor } from './visit'

let browser: Browser
let service: Service

beforeAll(async () => {
  ;[browser, service] = await Promise.all([openBrowser(), openTown()])
})
afterAll(async () => {
  await browser.close()
  await service.stop()
})

/** Yuan on a page, in fen. */
const fen = (text: string) => Math.round(Number(text.replaceAll(/[^0-9.-]/g, '')) * 100)

it('from an invitation to the money: one shopper, one store, one operator', async () => {
  const shopper = await Visitor.arrive(browser, service)
  const { page } = shopper

  // Register by the store's code, as the camera of a phone opens it, and pay there.
  await shopper.open(`/i/s/${STORE}`)
  await page.waitForURL(`**/member/join/s/${STORE}`)
  const seen = service.codesSoFar()
  await page.locator('input[name=phone]').fill('13900000009')
  await page.getByRole('button', { name: '获取验证码' }).click()
  await page.locator('input[name=code]').fill(await service.codeAfter(seen))
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: '注册' }).click()
  await page.waitForURL(`**/member/pay/${STORE}`)
  await page.locator('input[name=amount_fen]').fill('1,080')
  await page.getByRole('button', { name: '付款' }).click()
  const paidPoints = (await shopper.read('[data-test=paid-points]')).replaceAll(/[^0-9.]/g, '')
  expect(Number(paidPoints)).toBeGreaterThan(100)
  await page
    .getByRole('link', { name: '回到首页' })
    .or(page.getByRole('button', { name: '回到首页' }))
    .click()

  // The points are there, and the price moves before one's eyes when somebody else buys.
  expect((await shopper.read('[data-test=points]')).replaceAll(',', '')).toBe(paidPoints)
  const price = await shopper.read('[data-test=price]')
  await service.order('B-1', OWNER, STORE, 500_000)
  await page.waitForFunction(
    (before) => document.querySelector('[data-test=price]')?.textContent?.trim() !== before,
    price,
  )
  expect(fen(await shopper.read('[data-test=price]'))).toBeGreaterThanOrEqual(fen(price))

  // Sell a half, at the figures that were shown.
  await page
    .getByRole('tab', { name: '卖出' })
    .or(page.locator('.van-tabbar-item', { hasText: '卖出' }))
    .click()
  await page.locator('input[name=points]').fill('50')
  await page.locator('[data-test=net]').waitFor()
  // Of one quote: a newer one may replace it at any moment.
  const [gross = NaN, net = NaN] = (await page.locator('[data-test=gross], [data-test=net]').allInnerTexts()).map(fen)
  expect(net).toBe(gross - Math.ceil(gross * 0.2))
  await page.locator('button[type=submit]').click()
  await page.locator('.van-dialog__confirm').click()
  await page.locator('.van-toast', { hasText: '已卖出' }).waitFor()
  await page.locator('.van-tabbar-item', { hasText: '钱包' }).click()
  await shopper.settled()
  const balance = fen(await shopper.read('[data-test=balance]'))
  expect(balance).toBeGreaterThanOrEqual(net)

  // Withdraw it all; the operator approves, and the provider of the sandbox pays.
  await shopper.open('/member/withdraw')
  await page.getByRole('button', { name: '全部' }).click()
  await page.getByRole('button', { name: '申请提现' }).click()
  // The list, not the message that passes by, which has the same word in it.
  await page.locator('.line', { hasText: '待审核' }).waitFor()
  const { items } = await service.ask<{ items: { withdrawal_no: string; amount_fen: number }[] }>(
    'GET',
    '/v1/withdrawals?state=requested',
  )
  expect(items.map(({ amount_fen }) => amount_fen)).toEqual([balance])
  const operator = await Operator.comeIn(service)
  await operator.post(`/v1/withdrawals/${items[0]?.withdrawal_no ?? ''}/approve`)
  await expect
    .poll(
      async () => {
        await page.reload()
        await shopper.settled()
        return page.locator('body').innerText()
      },
      { timeout: 60_000, interval: 500 },
    )
    .toContain('已到账')

  // The store gives a part back; the shopper sees it.
  const keeper = await Visitor.arrive(browser, service)
  await keeper.signIn('store', STORE)
  await keeper.open('/store/orders')
  await keeper.page.locator('.order-link', { hasText: '1,080.00' }).click()
  await keeper.page.locator('input[name=amount_fen]').fill('100')
  await keeper.page.locator('button[type=submit]').click()
  await keeper.page.locator('.van-dialog__confirm').click()
  await keeper.page.locator('[data-test=state]', { hasText: '部分退款' }).waitFor()
  await shopper.open('/member/orders')
  await page.locator('.order-link', { hasText: '部分退款' }).waitFor()

  // And reads what everybody is told.
  await shopper.open('/member/facts')
  expect(fen(await shopper.read('[data-test=most-back]'))).toBeGreaterThan(0)
  expect(await shopper.read('[data-test=never-reached]')).toBe('100%')

  shopper.expectNothingWrong()
  keeper.expectNothingWrong()
  await Promise.all([shopper.leave(), keeper.leave()])
})
