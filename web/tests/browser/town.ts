import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { example, Service, type Beginning } from './service'

/** Who lives in the town that tests visit. */
export const OWNER = 'm-owner'
export const MEMBER = 'm-wang'
export const AGENT = 'm-agent'
export const STORE = 'noodle-bar'
export const MEMBER_PHONE = '13800000001'
export const STORE_PHONE = '13800000002'

/** A sandbox with a store, its owner, and a member who has bought there. */
export async function openTown(beginning?: Beginning): Promise<Service> {
  const service = await Service.start(beginning)
  await service.addMember(OWNER, '13800000003')
  await service.addMember(MEMBER, MEMBER_PHONE, OWNER)
  await service.addMerchant(STORE, STORE_PHONE, OWNER)
  await service.order('A-1', MEMBER, STORE, 100_000)
  await service.order('A-2', MEMBER, STORE, 25_850)
  return service
}

const DAY = 86_400_000

/** A day of the books, so many days from today: theirs begin in China, also where this machine is elsewhere. */
export const dayFromNow = (days: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now() + days * DAY)

/** A moment as files for the command line have it. */
const written = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 19)

/** Rules with old debts, and with levels that are only reported. */
function fullRules(): string {
  const levels = readFileSync(example('levels-and-dividends.toml'), 'utf8')
  return readFileSync(example('old-debts.toml'), 'utf8') + levels.slice(levels.indexOf('\n[levels]'))
}

/** An offer that is open now: a unit for two points. */
function openOffer(): string {
  const [opens, closes, locked] = [-DAY, 90 * DAY, 1_000 * DAY].map((days) => written(Date.now() + days))
  return `instrument = "employee-plan-2027"
units = 10000
points_per_unit = "2"
opens_at = "${String(opens)}"
closes_at = "${String(closes)}"
locked_until = "${String(locked)}"
proceeds = "to_reserve"
`
}

/** A campaign that goes on now: two hundred quilts. */
function openCampaign(): string {
  const [from, until] = [-DAY, 90 * DAY].map((days) => written(Date.now() + days))
  return `plan = "store"
from = "${String(from)}"
until = "${String(until)}"
[[goods]]
sku = "quilt-150"
name = "冬被 1.5 m"
price_fen = 8000
cost_fen = 6000
stock = 200
`
}

/** The document that shows what a member is owed, by its digest. */
export const EVIDENCE = 'ab'.repeat(32)

/**
 * A town with everything that pages can show besides: an old debt of ¥500.00 of which ¥40.00 is settled and ¥160.00 are
 * coins, points that came with that, two allotted units, a closed month, an agent's contract and a campaign. Its clock is
 * a month ahead.
 */
export async function openFullTown(): Promise<Service> {
  const files = mkdtempSync(join(tmpdir(), 'ratchet-town-'))
  const [rules, offer, campaign] = ['rules.toml', 'offer.toml', 'campaign.toml'].map((name) => join(files, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(rules, fullRules())
  writeFileSync(offer, openOffer())
  writeFileSync(campaign, openCampaign())
  const term = ['--from', dayFromNow(0), '--to', dayFromNow(365), '--document', EVIDENCE]
  const commands: [string, ...string[]][] = [
    ['fund', '--amount', '500', '--source', 'round-a'],
    ['open-offer', 'series-1', '--offer', offer],
    ['open-campaign', 'winter-1', '--campaign', campaign],
    ['add-member', AGENT],
    ['sign-contract', 'agent-1', '--division', '330106', '--member', AGENT, ...term],
  ]
  const service = await Service.start({ rules, commands })
  await service.addMember(OWNER, '13800000003')
  await service.addMember(MEMBER, MEMBER_PHONE, OWNER)
  await service.addMerchant(STORE, STORE_PHONE, OWNER)
  await service.order('A-1', MEMBER, STORE, 500_000)
  await service.ask('POST', '/v1/claims', { member_no: MEMBER, amount_fen: 50_000, evidence_sha256: EVIDENCE })
  await service.ask('POST', '/v1/conversions', { member_no: MEMBER, amount_fen: 20_000 })
  const order = { order_no: 'A-2', member_no: MEMBER, merchant_no: STORE, amount_fen: 10_000, coins_fen: 4_000 }
  await service.ask('POST', '/v1/orders', order)
  await service.ask('POST', '/v1/programmes/main/subscriptions', { offer_no: 'series-1', member_no: MEMBER, units: 2 })
  const month = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit' })
  await service.ask('POST', '/v1/sandbox/clock', { advance_ms: 32 * DAY })
  await service.ask('POST', '/v1/months', { month: month.format(Date.now()) })
  return service
}
