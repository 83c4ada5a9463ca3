import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectAccessible } from './axe'
import { openBrowser } from './chromium'
import { Colleague } from './colleague'
import type { Service } from './service'
import { EVIDENCE, MEMBER, openFullTown, OWNER } from './town'

let browser: Browser
let service: Service
let owner: Colleague

beforeAll(async () => {
  ;[browser, service] = await Promise.all([openBrowser(), openFullTown()])
  owner = await Colleague.owner(browser, service)
})
afterAll(async () => {
  await owner.leave()
  await browser.close()
  await service.stop()
})

it.each(['en', 'zh-CN'] as const)('%s: what no reserve backs, and how far goods have settled it', async (locale) => {
  const { page } = owner
  await owner.speak(locale)
  await owner.open('debts')
  await expect.poll(() => owner.read('claimed')).toBe('¥500.00')
  expect(await owner.read('settled')).toBe('¥40.00')
  expect(await owner.read('owed')).toBe('¥460.00')
  expect(await page.locator('progress').getAttribute('value')).toBe('800')
  await page.getByText(locale === 'en' ? 'A liability that no reserve backs' : '没有盈利池担保').waitFor()
  await expectAccessible(page)
  const table = await page.evaluate(async () => (await fetch('/v1/debts.csv?programme=main')).text())
  expect(table).toContain(`${MEMBER},500.00,40.00,460.00`)
  owner.expectNothingWrong()
})

it('a statement of a member, and coins made of what is left', async () => {
  const { page } = owner
  await owner.open('debts')
  await page.getByRole('link', { name: MEMBER }).click()
  await owner.settled()
  await page.locator('main', { hasText: EVIDENCE }).waitFor()
  expect(await page.locator('main tbody').innerText()).toMatch(/1 \/ 10/)
  await expectAccessible(page)
  await page.locator('#conversion-amount').fill('300.01')
  await page.locator('button[type=submit]').click()
  await page.locator('.el-form-item__error').waitFor()
  expect(await page.locator('#conversion-amount').inputValue()).toBe('300.01')
  await page.locator('#conversion-amount').fill('100')
  await page.locator('button[type=submit]').click()
  await expect.poll(() => owner.read('unconverted')).toBe('¥200.00')
  expect(await owner.read('coins')).toBe('¥260.00')
  owner.expectNothingWrong()
})

it('one debt by its document', async () => {
  const { page } = owner
  const document = join(tmpdir(), 'ratchet-debt.pdf')
  writeFileSync(document, 'owed')
  await owner.open('debts')
  await page.locator('.page-head button').click()
  await page.locator('#claim-member').fill(OWNER)
  await page.locator('#claim-amount').fill('12')
  await page.locator('.el-dialog button[type=submit]').click()
  await page.locator('.el-form-item__error', { hasText: '证明文件' }).waitFor()
  await page.locator('#claim-document').setInputFiles(document)
  await page.locator('#claim-member').fill('nobody')
  await page.locator('.el-dialog button[type=submit]').click()
  await owner.messageBeside('claim-member', '会员')
  await expectAccessible(page)
  await page.locator('#claim-member').fill(OWNER)
  await page.locator('.el-dialog button[type=submit]').click()
  await page.locator('[data-test=taken]').waitFor()
  await expect.poll(() => owner.read('claimed')).toBe('¥512.00')
  owner.expectNothingWrong()
})

it('many from a table: each fault with its place and nothing taken; once mended, all of it, and twice is once', async () => {
  const { page } = owner
  const [one, two] = ['cd'.repeat(32), 'ef'.repeat(32)]
  await owner.open('debts')
  await page.locator('.page-head button').click()
  await page.getByRole('tab', { name: '批量登记' }).click()
  const lines = page.locator('#claims')
  const submit = page.locator('.el-tab-pane:visible button[type=submit]')
  const faults = () => page.locator('[data-test=fault]').allInnerTexts()

  await lines.fill(`member,amount,evidence\n${OWNER},88.00,${one}\n${OWNER},8.888,${two}\n张三,5,xyz`)
  await submit.click()
  await page.locator('[data-test=fault]').first().waitFor()
  expect((await faults()).map((fault) => fault.split(/\s+/).slice(0, 3))).toEqual([
    ['3', '金额', '8.888'],
    ['4', '会员', '张三'],
    ['4', '证明文件', 'xyz'],
  ])
  await expectAccessible(page)

  // The service knows who is a member: it refuses by its own word, at the same place.
  await lines.fill(`member,amount,evidence\n${OWNER},88.00,${one}\nnobody,5,${two}`)
  await submit.click()
  await expect
    .poll(async () => (await faults()).map((fault) => fault.split(/\s+/).slice(0, 3)))
    .toEqual([['3', '会员', 'nobody']])
  expect(await lines.inputValue()).toContain('nobody')
  expect((await service.ask<{ claim_fen: number }>('GET', '/v1/debts')).claim_fen).toBe(51_200)

  const file = join(tmpdir(), 'ratchet-claims.csv')
  writeFileSync(file, `member,amount,evidence\n${OWNER},88.00,${one}\n${MEMBER},5,${two}\n`)
  await page.locator('#claims-file').setInputFiles(file)
  await expect.poll(() => lines.inputValue()).toContain(MEMBER)
  for (let times = 0; times < 2; times += 1) {
    await submit.click()
    await page.locator('[data-test=taken]', { hasText: '已登记 2 笔' }).waitFor()
    await expect.poll(() => owner.read('claimed')).toBe('¥605.00')
  }

  // The same document again with another amount is another claim under its name: refused, at its line.
  await lines.fill(`${OWNER},89.00,${one}`)
  await submit.click()
  await expect.poll(async () => (await faults())[0]).toMatch(/^1\s+证明文件/)
  owner.expectNothingWrong()
})
