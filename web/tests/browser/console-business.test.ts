import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './axe'
import { openBrowser } from './chromium'
import { Colleague } from './colleague'
import { example, Service } from './service'
import { AGENT, dayFromNow as day, OWNER } from './town'

let browser: Browser
let service: Service
let owner: Colleague
let finance: Colleague

/** A document that was signed: any bytes, as only their digest is sent. */
const document = join(tmpdir(), 'ratchet-contract.pdf')

beforeAll(async () => {
  writeFileSync(document, 'signed')
  ;[browser, service] = await Promise.all([openBrowser(), Service.start({ rules: example('clearance.toml') })])
  await service.addMember(OWNER, '13800000003')
  await service.addMember(AGENT, '13800000004')
  owner = await Colleague.owner(browser, service)
  finance = await Colleague.arrive(browser, service, 'en')
  await finance.join(await owner.invite('finance'), 'finance')
})
afterAll(async () => {
  await Promise.all([owner.leave(), finance.leave()])
  await browser.close()
  await service.stop()
})

/** What is said beside a field of the open dialogue. */
const saidAt = (field: string) =>
  owner.page
    .locator('.el-dialog .el-form-item', { has: owner.page.locator(`#${field}`) })
    .locator('.el-form-item__error')

/** A date, typed as people type it. */
async function typeDay(field: string, value: string): Promise<void> {
  await owner.page.locator(`#${field}`).fill(value)
  await owner.page.keyboard.press('Enter')
}

/** Approves what was filed, as somebody else who is told its hash. */
async function approveFiled(): Promise<void> {
  await finance.open(`approvals/${await owner.read('filed')}`)
  await finance.page.locator('#told').fill(await owner.page.locator('.filed code').innerText())
  await finance.page.locator('button[type=submit]').click()
  await finance.page.locator('[data-state=approved]').first().waitFor()
}

describe('contracts of region agents', () => {
  it('nothing there says so; what is missing or wrong has its message beside its field, and stays', async () => {
    await owner.open('contracts')
    await owner.page.getByText('还没有合同').waitFor()
    await expectAccessible(owner.page)
    await owner.page.getByRole('button', { name: '签订合同' }).click()
    const submit = owner.page.locator('.el-dialog button[type=submit]')
    await owner.page.locator('#contract-no').fill('合同')
    await submit.click()
    await saidAt('contract-no').waitFor()
    expect(await owner.page.locator('#contract-no').inputValue()).toBe('合同')
    await expectAccessible(owner.page)
    await owner.page.locator('#contract-no').fill('agent-1')
    await submit.click()
    await owner.page.locator('.el-form-item', { hasText: '区域' }).locator('.el-form-item__error').waitFor()
    owner.expectNothingWrong()
  })

  it('a region is chosen level by level, and what the service refuses is said beside its field', async () => {
    const { page } = owner
    const region = page.getByLabel('区域', { exact: true })
    await region.click()
    for (const [level, name] of ['浙江省', '杭州市', '西湖区'].entries()) {
      const choice = page.locator('.el-cascader-menu').nth(level).locator('.el-cascader-node', { hasText: name })
      await choice.locator('.el-cascader-node__label').click()
    }
    await page.keyboard.press('Escape')
    expect(await region.inputValue()).toContain('330106')
    await page.locator('#contract-member').fill('nobody')
    await typeDay('contract-from', day(0))
    await typeDay('contract-to', day(365))
    await page.locator('#contract-document').setInputFiles(document)
    await page.locator('.el-dialog button[type=submit]').click()
    await saidAt('contract-member').waitFor()
    await page.locator('#contract-member').fill(AGENT)
    await page.locator('#contract-fee').fill('abc')
    await page.locator('.el-dialog button[type=submit]').click()
    await saidAt('contract-fee').waitFor()
    await expectAccessible(page)
    await page.locator('#contract-fee').fill('')
    owner.expectNothingWrong()
  })

  it('is filed, approved by somebody else, listed, and ended early', async () => {
    const { page } = owner
    await page.locator('.el-dialog button[type=submit]').click()
    await approveFiled()
    for (const locale of ['en', 'zh-CN'] as const) {
      await owner.speak(locale)
      await owner.open('contracts')
      await page.locator('main', { hasText: '330106' }).waitFor()
      expect(await page.locator('main').innerText()).toContain(AGENT)
      await expectAccessible(page)
    }
    await page.locator('[data-state=in_force]').waitFor()
    await page.getByRole('button', { name: '提前终止' }).click()
    await page.locator('.el-dialog button[type=submit]').click()
    await saidAt('last-day').waitFor()
    await expectAccessible(page)
    await typeDay('last-day', day(400))
    await page.locator('.el-dialog button[type=submit]').click()
    await saidAt('last-day').filter({ hasText: '合同' }).waitFor()
    expect(await page.locator('#last-day').inputValue()).toBe(day(400))
    await typeDay('last-day', day(30))
    await page.locator('.el-dialog button[type=submit]').click()
    await approveFiled()
    await owner.open(`contracts?member_no=${AGENT}`)
    await page.locator('main', { hasText: day(30) }).waitFor()
    owner.expectNothingWrong()
    finance.expectNothingWrong()
  })
})

describe('clearance campaigns', () => {
  it('goods without a price are said to be so, and nothing typed is lost', async () => {
    const { page } = owner
    await owner.open('campaigns')
    await page.getByText('还没有活动').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: '开始活动' }).click()
    const submit = page.locator('.el-dialog button[type=submit]')
    await submit.click()
    await saidAt('campaign-no').waitFor()
    await page.locator('#campaign-no').fill('winter-1')
    await submit.click()
    await saidAt('campaign-plan').waitFor()
    await page.locator('.el-dialog .el-select').click()
    await page.locator('.el-select-dropdown__item', { hasText: 'clearance' }).click()
    await submit.click()
    await saidAt('campaign-from').waitFor()
    await typeSpan(`${day(-1)} 00:00:00`, `${day(20)} 00:00:00`)
    await page.getByLabel('货号 1').fill('quilt-150')
    await page.getByLabel('品名 1').fill('冬被 1.5 m')
    await page.getByLabel('售价（元） 1').fill('免费')
    await page.getByLabel('成本（元） 1').fill('60')
    await page.getByLabel('库存 1').fill('200')
    await submit.click()
    await page.locator('.el-dialog .el-form-item__error', { hasText: '售价' }).waitFor()
    expect(await page.getByLabel('售价（元） 1').inputValue()).toBe('免费')
    await expectAccessible(page)
    await page.getByLabel('售价（元） 1').fill('80')
    await submit.click()
    await page.locator('[data-state=on_sale]').waitFor()
    owner.expectNothingWrong()
  })

  it('what it cleared is on its card, in both languages, and it can be ended', async () => {
    const { page } = owner
    await service.ask('POST', '/v1/merchants', { merchant_no: 'outlet', plan: 'store', owner_no: OWNER })
    const goods = { campaign_no: 'winter-1', sku: 'quilt-150', quantity: 3 }
    const order = {
      order_no: 'C-1',
      member_no: AGENT,
      merchant_no: 'outlet',
      amount_fen: 24_000,
      settle_after_days: 0,
      goods,
    }
    await service.ask('POST', '/v1/orders', order)
    for (const locale of ['en', 'zh-CN'] as const) {
      await owner.speak(locale)
      await owner.open('campaigns')
      await page.locator('main', { hasText: '¥240.00' }).waitFor()
      expect(await page.locator('main tbody').innerText()).toContain('197')
      await expectAccessible(page)
    }
    await page.getByRole('button', { name: '提前结束' }).click()
    await page.locator('.el-message-box').getByRole('button', { name: '提前结束' }).click()
    await page.locator('[data-state=over]').waitFor()
    owner.expectNothingWrong()
  })
})

/** Both ends of when a campaign's goods are on sale, typed. */
async function typeSpan(from: string, until: string): Promise<void> {
  await owner.page.locator('#campaign-from').fill(from)
  await owner.page.locator('#campaign-until').fill(until)
  await owner.page.keyboard.press('Enter')
}
