import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './axe'
import { openBrowser } from './chromium'
import type { Service } from './service'
import { MEMBER, openTown, STORE, STORE_PHONE } from './town'
import { Visitor } from './visit'
import { expectNoOverflow } from './width'

let browser: Browser
let service: Service
let keeper: Visitor

beforeAll(async () => {
  ;[browser, service] = await Promise.all([openBrowser(), openTown()])
  keeper = await Visitor.arrive(browser, service)
  await keeper.signIn('store', STORE_PHONE)
})
afterAll(async () => {
  keeper.expectNothingWrong()
  await browser.close()
  await service.stop()
})

async function open(path: string): Promise<string> {
  await keeper.open(`/store${path}`)
  await keeper.settled()
  await expectAccessible(keeper.page)
  await expectNoOverflow(keeper.page)
  return keeper.page.locator('main').innerText()
}

describe('pages of a store', () => {
  it('home: what was sold today, and what the commission became', async () => {
    const text = await open('/')
    const flow = await service.ask<{ pool_fen: number; commission_fen: number }>('GET', `/v1/merchants/${STORE}/flow`)
    const digits = async (selector: string) => (await keeper.read(selector)).replaceAll(/[^0-9]/g, '')
    expect(await digits('[data-test=commission]')).toBe(String(flow.commission_fen))
    expect(text).toContain('进入盈利池')
    await keeper.page.getByRole('button', { name: '近 30 天' }).click()
    await keeper.settled()
    expect(await digits('[data-test=commission]')).toBe(String(flow.commission_fen))
  })

  it('code: to be printed, with nothing but the store on it', async () => {
    const text = await open('/code')
    expect(text).toContain(`${service.address}/i/s/${STORE}`)
    expect(
      await keeper.page.locator('.qr-code').evaluate((code: HTMLImageElement) => code.naturalWidth),
    ).toBeGreaterThan(0)
    await keeper.page.emulateMedia({ media: 'print' })
    expect(await keeper.page.locator('.van-nav-bar').isVisible()).toBe(false)
    expect(await keeper.page.locator('.qr-code').isVisible()).toBe(true)
    await keeper.page.emulateMedia({ media: 'screen' })
  })

  it('new order: shown before it is taken, and then taken once', async () => {
    await open('/take')
    await keeper.page.locator('button[type=submit]').click()
    await keeper.page.locator('.van-field__error-message', { hasText: '请填写' }).waitFor()
    await keeper.page.locator('input[name=member_no]').fill(MEMBER)
    await keeper.page.locator('input[name=amount_fen]').fill('58.50')
    await keeper.page.getByText('顾客将获得积分').waitFor()
    await keeper.page.locator('button[type=submit]').dblclick()
    await keeper.page.locator('[data-test=taken-points]').waitFor()
    const { items } = await service.ask<{ items: { amount_fen: number }[] }>('GET', `/v1/orders?merchant_no=${STORE}`)
    expect(items.filter(({ amount_fen }) => amount_fen === 5_850)).toHaveLength(1)
  })

  it('new order: a member who does not exist is told beside the field, and what was typed stays', async () => {
    await open('/take')
    await keeper.page.locator('input[name=member_no]').fill('nobody-at-all')
    await keeper.page.locator('input[name=amount_fen]').fill('58.50')
    await keeper.page.locator('.van-field__error-message').waitFor()
    expect(await keeper.read('.van-field__error-message')).toMatch(/[\u4e00-\u9fff]/)
    expect(await keeper.page.locator('input[name=amount_fen]').inputValue()).toBe('58.50')
  })

  it('orders and refunds: shown before, confirmed, and more than the order is refused beside the field', async () => {
    await open('/orders')
    await keeper.page.locator('.order-link', { hasText: '¥258.50' }).click()
    await keeper.page.locator('input[name=amount_fen]').fill('9999')
    await keeper.page.locator('.van-field__error-message').waitFor()
    await keeper.page.locator('input[name=amount_fen]').fill('8.50')
    await keeper.page.getByText('退给顾客').waitFor()
    await expectAccessible(keeper.page)
    await keeper.page.locator('button[type=submit]').click()
    await keeper.page.locator('.van-dialog__confirm').click()
    await keeper.page.locator('[data-test=state]', { hasText: '部分退款' }).waitFor()
  })

  it('settlement: what is owed and what moved on it', async () => {
    const text = await open('/settlement')
    expect(text).toContain('订单货款')
    await open('/withdraw')
    await open('/me')
  })
})
