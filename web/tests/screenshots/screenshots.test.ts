import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import { openBrowser } from '../browser/chromium'
import { Colleague } from '../browser/colleague'
import type { Service } from '../browser/service'
import { MEMBER_PHONE, openFullTown, openTown, OWNER, MEMBER, STORE, STORE_PHONE } from '../browser/town'
import { Visitor } from '../browser/visit'

/** Pictures of every page in both languages, to be looked at: `npm run screenshots`, into `SCREENSHOTS` or /tmp/ratchet-pages. */
const FOLDER = process.env['SCREENSHOTS'] ?? '/tmp/ratchet-pages'
const DOCS = process.env['DOCS']
const MEMBER_PAGES = [
  '',
  'price',
  'sell',
  'wallet',
  'withdraw',
  'orders',
  'invite',
  'code',
  'facts',
  `pay/${STORE}`,
  'me',
  'debt',
  'closing',
  'months',
  'allotments',
]
const STORE_PAGES = ['', 'code', 'take', 'orders', 'orders/A-2', 'settlement', 'withdraw', 'me']

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url))

let browser: Browser
let service: Service
/** A town of today, for the pictures of the documents. */
let plain: Service
const owners = new Map<Service, Colleague>()

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true })
  ;[browser, service] = await Promise.all([openBrowser(), openFullTown()])
  if (DOCS) plain = await openTown()
  for (let number = 3; number < 40; number += 1)
    await service.order(`A-${String(number)}`, number % 3 ? OWNER : MEMBER, STORE, 2_000 + number * 1_370)
  await service.ask('POST', '/v1/redemptions', { member_no: MEMBER, points: '20' })
})
afterAll(async () => {
  await browser.close()
  if (DOCS) await plain.stop()
  await service.stop()
})

async function take(visitor: Visitor, application: string, path: string, name: string): Promise<void> {
  await visitor.open(`/${application}/${path}`)
  await visitor.settled()
  await visitor.page.waitForTimeout(600)
  await visitor.page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true })
}

it.each(['zh-CN', 'en'] as const)('pictures in %s', async (locale) => {
  const member = await Visitor.arrive(browser, service, locale)
  await take(member, 'member', 'sign-in', `${locale}-member-sign-in`)
  await take(member, 'member', `join/s/${STORE}`, `${locale}-member-join`)
  await member.signIn('member', locale === 'en' ? OWNER : MEMBER_PHONE)
  const own = locale === 'en' ? 'A-4' : 'A-2'
  for (const path of [...MEMBER_PAGES, `orders/${own}`])
    await take(member, 'member', path, `${locale}-member-${path.replaceAll('/', '-') || 'home'}`)
  await member.page.emulateMedia({ colorScheme: 'dark' })
  await take(member, 'member', '', `${locale}-member-home-dark`)
  await member.page.emulateMedia({ colorScheme: 'light' })
  await member.page.evaluate(() => {
    localStorage.setItem('ratchet.elder', 'yes')
  })
  await take(member, 'member', '', `${locale}-member-home-elder`)
  await take(member, 'member', 'sell', `${locale}-member-sell-elder`)
  await member.leave()
  if (locale === 'en') await service.addMerchant('tea-house', '13800000005', OWNER)
  const keeper = await Visitor.arrive(browser, service, locale)
  await take(keeper, 'store', 'sign-in', `${locale}-store-sign-in`)
  await keeper.signIn('store', locale === 'en' ? 'tea-house' : STORE_PHONE)
  for (const path of STORE_PAGES)
    await take(keeper, 'store', path, `${locale}-store-${path.replaceAll('/', '-') || 'home'}`)
  await keeper.leave()
})

/** The pictures of the documents: a member's and a store's first page, as a phone shows them. */
it.runIf(DOCS).each([
  ['zh-CN', 'zh', 'm-zhang', 'm-chen'],
  ['en', 'en', 'm-zhou', 'm-sun'],
] as const)('pictures of the documents in %s', async (locale, short, shopper, owner) => {
  await plain.addMember(owner, locale === 'en' ? '13800000021' : '13800000022')
  await plain.addMember(shopper, locale === 'en' ? '13800000023' : '13800000024', owner)
  await plain.addMerchant(`bakery-${short}`, locale === 'en' ? '13800000025' : '13800000026', owner)
  for (let number = 0; number < 12; number += 1)
    await plain.order(`${short}-${String(number)}`, shopper, `bakery-${short}`, 6_800 + number * 1_930)
  for (const [application, who, name] of [
    ['member', shopper, 'member'],
    ['store', `bakery-${short}`, 'store'],
  ] as const) {
    const visitor = await Visitor.arrive(browser, plain, locale)
    await visitor.signIn(application, who)
    await visitor.settled()
    await visitor.page.waitForTimeout(1_000)
    await visitor.page.screenshot({ path: join(docs, `page-${name}.${short}.png`) })
    await visitor.leave()
  }
})

/** Orders that come while a picture is waited for, so that the course of the price has steps. */
async function trickle(): Promise<void> {
  for (let number = 0; number < 40; number += 1) {
    await plain.order(`T-${String(number)}`, number % 3 ? MEMBER : OWNER, STORE, 4_000 + number * 910)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

/** The console's board, as a desk shows it, and what a platform owes its old members. */
it.runIf(DOCS).each([
  ['zh-CN', 'zh'],
  ['en', 'en'],
] as const)('pictures of the documents of the console in %s', async (locale, short) => {
  for (const [town, path, name] of [
    [plain, '', 'console'],
    [service, 'debts', 'console-debts'],
  ] as const) {
    const owner = owners.get(town) ?? (await Colleague.owner(browser, town))
    owners.set(town, owner)
    await owner.speak(locale)
    await owner.open(path)
    if (town === plain && locale === 'zh-CN') await trickle()
    await owner.page.reload()
    await owner.settled()
    await owner.page.waitForTimeout(2_500)
    await owner.page.screenshot({ path: join(docs, `page-${name}.${short}.png`) })
  }
})
