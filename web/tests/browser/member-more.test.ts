import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './axe'
import { openBrowser } from './chromium'
import type { Service } from './service'
import { MEMBER, MEMBER_PHONE, openFullTown, OWNER } from './town'
import { Visitor } from './visit'
import { expectNoOverflow } from './width'

let browser: Browser
let service: Service
let member: Visitor

interface Debt {
  owed_fen: number
  unconverted_fen: number
  coins_fen: number
  positions: { next_points: string }[]
}

beforeAll(async () => {
  ;[browser, service] = await Promise.all([openBrowser(), openFullTown()])
  member = await Visitor.arrive(browser, service)
  await member.signIn('member', MEMBER_PHONE)
})
afterAll(async () => {
  member.expectNothingWrong()
  await browser.close()
  await service.stop()
})

async function open(path: string, by = member): Promise<string> {
  await by.open(`/member${path}`)
  await by.settled()
  await expectAccessible(by.page)
  await expectNoOverflow(by.page)
  return by.page.locator('main').innerText()
}

const debt = () => service.ask<Debt>('GET', `/v1/members/${MEMBER}/debt`)

describe('what only some members have', () => {
  it.each(['/', '/wallet'])('%s shows what the platform owes them, and leads to all of it', async (path) => {
    await open(path)
    const card = member.page.locator('[data-test=old-debt]')
    await card.waitFor()
    expect(await card.innerText()).toMatch(/¥460\.00[^]*¥160\.00[^]*锁定积分/)
    await expectAccessible(member.page)
    await card.getByRole('link').click()
    await member.page.waitForURL('**/member/debt')
  })

  it('the debt: what goods settled, coins, locked points and the next release', async () => {
    const text = await open('/debt')
    expect(text).toContain('没有盈利池担保')
    expect(await member.read('[data-test=owed]')).toBe('¥460.00')
    expect(await member.read('[data-test=settled]')).toBe('¥40.00')
    const [position] = (await debt()).positions
    expect(Number(await member.read('[data-test=next]'))).toBe(Number(position?.next_points))
    expect(Number(position?.next_points)).toBeGreaterThan(0)
  })

  it('the debt becomes coins: a wrong amount has its message beside it, and a right one is asked about first', async () => {
    await open('/debt')
    const { page } = member
    const field = page.locator('input[name=amount_fen]')
    await field.fill('1,2')
    await page.locator('button[type=submit]').click()
    await page.locator('.van-field__error-message', { hasText: '请填写金额' }).waitFor()
    expect(await field.inputValue()).toBe('1,2')
    await field.fill('300.01')
    await page.locator('button[type=submit]').click()
    await page.locator('.van-dialog__confirm').click()
    await page.locator('.van-field__error-message').waitFor()
    expect(await field.inputValue()).toBe('300.01')
    await expectAccessible(page)
    await field.fill('100')
    await page.locator('button[type=submit]').click()
    await page.locator('.van-dialog__cancel').click()
    expect((await debt()).coins_fen).toBe(16_000)
    await page.locator('button[type=submit]').click()
    await page.locator('.van-dialog__confirm').click()
    await expect.poll(() => member.read('[data-test=coins]')).toBe('¥260.00')
    expect(await debt()).toMatchObject({ unconverted_fen: 20_000, coins_fen: 26_000, owed_fen: 46_000 })
  })

  it('the level of a closed month, in plain words, with what is not paid said to be so', async () => {
    await open('/me')
    await member.page.getByText('我的级别').click()
    await member.page.waitForURL('**/member/months')
    await member.page.locator('[data-test=next-level]').waitFor()
    expect(await member.read('[data-test=level]')).toBe('无')
    expect(await member.read('[data-test=next-level]')).toBe('V1')
    await expectAccessible(member.page)
  })

  it('allotments: units, until when they are locked, and no promise of a listing', async () => {
    await open('/me')
    await member.page.getByText('我的配股').click()
    await member.page.waitForURL('**/member/allotments')
    expect(await member.read('[data-test=units]')).toBe('2 份')
    const text = await open('/allotments')
    expect(text).toContain('不承诺上市')
    expect(text).toContain('employee-plan-2027')
  })
})

describe('what every member can look at', () => {
  it('the outcome of a closing today', async () => {
    await open('/me')
    await member.page.getByText('如果方案今天结束').click()
    await member.page.waitForURL('**/member/closing')
    const text = await open('/closing')
    const outcome = await service.ask<{ amount_fen: number }>('GET', `/v1/members/${MEMBER}/closing`)
    expect((await member.read('[data-test=amount]')).replaceAll(/[^0-9]/g, '')).toBe(String(outcome.amount_fen))
    expect(text).toContain('不是承诺')
  })

  it('nothing of a debt, a level or allotments where there is none', async () => {
    const other = await Visitor.arrive(browser, service, 'en')
    await service.addMember('m-new', '13800000009', OWNER)
    await other.signIn('member', 'm-new')
    for (const path of ['/', '/wallet']) expect(await open(path, other)).not.toMatch(/owed|coins/i)
    const me = await open('/me', other)
    expect(me).toContain('If the programme ended today')
    expect(me).not.toMatch(/My level|My allotments/)
    other.expectNothingWrong()
    await other.leave()
  })
})
