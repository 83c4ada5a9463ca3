import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './axe'
import { openBrowser } from './chromium'
import { Colleague } from './colleague'
import type { Service } from './service'
import { openTown } from './town'

let browser: Browser
let service: Service
let owner: Colleague

/** Where pictures of the pages go; none are taken without. */
const PICTURES = process.env['PICTURES']

async function picture(name: string): Promise<void> {
  if (!PICTURES) return
  mkdirSync(PICTURES, { recursive: true })
  await owner.page.waitForTimeout(500)
  await owner.page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}

beforeAll(async () => {
  ;[browser, service] = await Promise.all([openBrowser(), openTown()])
  owner = await Colleague.owner(browser, service)
})
afterAll(async () => {
  await owner.leave()
  await browser.close()
  await service.stop()
})

/** A figure of what is uncomfortable, as it stands on the page. */
const truth = (key: string) => owner.page.locator(`[data-truth=${key}] td`)

/** Plays a scenario of so many days through the form; its number, once it is done. */
async function play(days: number): Promise<string> {
  const { page } = owner
  await owner.open('simulations')
  await page.locator('#sim-days').fill(String(days))
  await page.locator('#sim-days').press('Tab')
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/console/simulations/sim-*')
  await truth('neverCapped').first().waitFor()
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

describe.each(['zh-CN', 'en'] as const)('in %s', (locale) => {
  it('a scenario is played, and what is uncomfortable stands first', async () => {
    await owner.speak(locale)
    await play(60)
    const { page } = owner
    expect(await truth('neverCapped').innerText()).toMatch(/%$/)
    expect(await truth('medianBack').innerText()).toMatch(/^¥\d/)
    const first = await page.locator('tr[data-truth]').first().getAttribute('data-truth')
    expect(first).toBe('neverCapped')
    await expect.poll(() => page.locator('canvas').count()).toBe(3)
    expect(await page.locator('a[download]').allInnerTexts()).toContain('⬇ report.zh.html')
    await picture(`simulation.${locale}`)
    await expectAccessible(page)
    owner.expectNothingWrong()
  })

  it('a scenario written by hand says beside its field what is wrong where, and stays', async () => {
    await owner.speak(locale)
    await owner.open('simulations')
    const { page } = owner
    await page.locator('.el-checkbox', { hasText: locale === 'en' ? 'Write the scenario' : '手写场景' }).click()
    const text = page.locator('#sim-text')
    await expect.poll(() => text.inputValue()).toContain('"days": 180')
    const faulty = (await text.inputValue()).replace('"days": 180', '"days": 0')
    await text.fill(faulty)
    await page.locator('button[type=submit]').click()
    await owner.messageBeside('sim-text', 'days')
    expect(await text.inputValue()).toBe(faulty)
    await expectAccessible(page)
    await text.fill(faulty.replace('"days": 0', '"days": 20'))
    await page.locator('button[type=submit]').click()
    await truth('neverCapped').first().waitFor()
    owner.expectNothingWrong()
  })

  it('two runs stand side by side', async () => {
    await owner.speak(locale)
    const [one, other] = [await play(30), await play(90)]
    const { page } = owner
    await owner.open('simulations')
    await picture(`simulations.${locale}`)
    await expectAccessible(page)
    for (const number of [one, other]) await page.locator('tr', { hasText: number }).locator('.el-checkbox').click()
    await page.locator('[data-test=compare]').click()
    await expect.poll(() => truth('orders').count()).toBe(2)
    const heads = await page.locator('[data-test=truths] thead th').allInnerTexts()
    expect(heads.sort()).toEqual([one, other].sort())
    const [fewer, more] = await truth('orders').allInnerTexts()
    expect(fewer).not.toBe(more)
    await picture(`simulations-beside.${locale}`)
    await expectAccessible(page)
    owner.expectNothingWrong()
  })

  it('a draft of rules is played beside those in force, and the newest wins', async () => {
    await owner.speak(locale)
    await owner.open('rules')
    const { page } = owner
    const card = page.locator('[data-test=what-if]')
    await expect.poll(() => truth('back').count(), { timeout: 60_000 }).toBe(2)
    const same = await truth('back').allInnerTexts()
    expect(same[0]).toBe(same[1])
    const text = page.locator('#rules-text')
    const rules = await text.inputValue()
    for (const fee of ['7000', '8000', '9900'])
      await text.fill(rules.replace(/redemption_fee_bp = \d+/, `redemption_fee_bp = ${fee}`))
    await expect.poll(() => card.getAttribute('data-busy')).toBe('true')
    await expect.poll(() => card.getAttribute('data-busy'), { timeout: 60_000 }).toBe('false')
    const [draft, inForce] = await truth('back').allInnerTexts()
    expect(inForce).toBe(same[1])
    expect(draft).not.toBe(inForce)
    await picture(`what-if.${locale}`)
    await expectAccessible(page)
    owner.expectNothingWrong()
  })
})
