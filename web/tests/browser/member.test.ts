import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './axe'
import { openBrowser } from './chromium'
import type { Service } from './service'
import { MEMBER, MEMBER_PHONE, openTown } from './town'
import { Visitor } from './visit'
import { expectNoOverflow } from './width'

let browser: Browser
let service: Service
let member: Visitor

beforeAll(async () => {
  ;[browser, service] = await Promise.all([openBrowser(), openTown()])
  member = await Visitor.arrive(browser, service)
  await member.signIn('member', MEMBER_PHONE)
})
afterAll(async () => {
  member.expectNothingWrong()
  await browser.close()
  await service.stop()
})

/** Opens a page that has to be whole: read to the end, and usable by everybody. */
async function open(path: string): Promise<string> {
  await member.open(`/member${path}`)
  await member.settled()
  await expectAccessible(member.page)
  await expectNoOverflow(member.page)
  return member.page.locator('main').innerText()
}

describe('pages of a member', () => {
  it('home: price, points, what selling would bring, balance, and who never reached the cap', async () => {
    const text = await open('/')
    const own = await service.ask<{ points: string; sale_now: { net_fen: number } }>('GET', `/v1/members/${MEMBER}`)
    expect(text).toContain('积分不是存款，不保本，不承诺收益')
    expect(Number((await member.read('[data-test=points]')).replaceAll(',', ''))).toBe(Number(own.points))
    expect((await member.read('[data-test=net-now]')).replaceAll(/[^0-9]/g, '')).toBe(String(own.sale_now.net_fen))
    await member.page.getByText('从未到达封顶').waitFor()
    expect(await member.page.locator('main').innerText()).toContain('100% 的会员从未到达封顶')
  })

  it('price: the step line over a day, a week and all of it', async () => {
    const text = await open('/price')
    expect(text).toContain('价格 = 盈利池 ÷ 流通积分')
    await member.page.locator('.price-chart canvas').waitFor()
    await member.page.getByRole('button', { name: '近一天' }).click()
    await member.page.locator('.price-chart canvas').waitFor()
  })

  it('sell: a wrong number has its message beside the field, and stays', async () => {
    await open('/sell')
    const field = member.page.locator('input[name=points]')
    await field.fill('12.123456789')
    await member.page.locator('button[type=submit]').click()
    await member.page.locator('.van-field__error-message', { hasText: '请填写积分数' }).waitFor()
    expect(await field.inputValue()).toBe('12.123456789')
    await field.fill('999999')
    await member.page.locator('.van-field__error-message', { hasText: '积分不足' }).waitFor()
    expect(await field.inputValue()).toBe('999999')
    await expectAccessible(member.page)
  })

  it('sell: nothing is sold by somebody who thinks better of it', async () => {
    await open('/sell')
    await member.page.locator('input[name=points]').fill('1')
    await member.page.locator('[data-test=net]').waitFor()
    await member.page.locator('button[type=submit]').click()
    await member.page.locator('.van-dialog__cancel').click()
    expect(await member.page.locator('input[name=points]').inputValue()).toBe('1')
    const { items } = await service.ask<{ items: unknown[] }>('GET', `/v1/members/${MEMBER}/sales`)
    expect(items).toEqual([])
  })

  it('wallet and withdrawal: nothing there yet says so, and too much is refused beside the field', async () => {
    expect(await open('/wallet')).toContain('还没有明细')
    expect(await open('/withdraw')).toContain('还没有提现')
    await member.page.locator('input[name=amount_fen]').fill('10')
    await member.page.locator('button[type=submit]').click()
    await member.page.locator('.van-field__error-message, .problem-notice').first().waitFor()
    expect(await member.page.locator('input[name=amount_fen]').inputValue()).toBe('10')
  })

  it('orders: each with its points, and what became of them', async () => {
    expect(await open('/orders')).toContain('¥258.50')
    await member.page.locator('.order-link').first().click()
    await member.settled()
    await member.page.getByText('仍持有').waitFor()
    await expectAccessible(member.page)
  })

  it('invitation: a poster without a word of earnings, and the earnings apart from it', async () => {
    const text = await open('/invite')
    expect(text).toContain('还没有奖励')
    expect(await member.read('.poster')).not.toMatch(/赚|收益(?!。)|返|奖/)
    expect(await member.read('.poster')).toContain(`${service.address}/i/m/${MEMBER}`)
  })

  it('code, and what is kept on the device: large type, language, dark', async () => {
    expect(await open('/code')).toContain(MEMBER)
    await open('/me')
    await member.page.getByRole('switch').click()
    await expectAccessible(member.page)
    expect(await member.page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('20px')
    await member.page.getByRole('switch').click()
    await member.page.getByRole('combobox').selectOption('dark')
    await expectAccessible(member.page)
    await member.page.getByRole('combobox').selectOption('system')
    await member.page.locator('.language-choice').click()
    await member.page.getByText('Large type').waitFor()
    await member.page.reload()
    await member.page.getByText('Large type').waitFor()
    await member.page.locator('.language-choice').click()
  })

  it('factsheet: for everybody, also before joining', async () => {
    const stranger = await Visitor.arrive(browser, service, 'en')
    await stranger.open('/member/facts')
    await stranger.settled()
    expect(await stranger.read('main')).toContain('Points are not a deposit; nothing is guaranteed.')
    await expectAccessible(stranger.page)
    await stranger.open('/member/wallet')
    await stranger.page.waitForURL('**/member/sign-in**')
    await expectAccessible(stranger.page)
    stranger.expectNothingWrong()
    await stranger.leave()
  })

  it('registration: without the box, and by an invitation of nobody, it says what is wrong', async () => {
    const stranger = await Visitor.arrive(browser, service)
    await stranger.open('/i/m/nobody-at-all')
    await stranger.page.locator('input[name=phone]').fill('13700000001')
    await stranger.page.locator('input[name=code]').fill('000000')
    await stranger.page.locator('button[type=submit]').click()
    await stranger.page.getByText('请先阅读并勾选').waitFor()
    await stranger.page.getByRole('checkbox').check()
    await stranger.page.locator('button[type=submit]').click()
    await stranger.page.getByRole('alert').waitFor()
    expect(await stranger.page.locator('input[name=phone]').inputValue()).toBe('13700000001')
    await expectAccessible(stranger.page)
    stranger.expectNothingWrong()
    await stranger.leave()
  })
})
