import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PROGRAM } from '../browser/chromium'
import { MEMBER, openTown } from '../browser/town'

/**
 * What Lighthouse says of a member's first page, as a phone of the middle over a mobile network: `npm run lighthouse`. It
 * measures time, so it wants a machine that does nothing else; nobody's tests wait for it.
 */
const LIGHTHOUSE = process.env['LIGHTHOUSE'] ?? 'lighthouse@12.8.2'
const LEAST = 0.9

interface Report {
  categories: Record<'performance' | 'accessibility', { score: number }>
  audits: Record<string, { displayValue?: string } | undefined>
}
const METRICS = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift']

function measure(url: string, cookie: string): Report {
  const file = join(mkdtempSync(join(tmpdir(), 'ratchet-lighthouse-')), 'report.json')
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking']
  const parts = ['--yes', LIGHTHOUSE, url, '--quiet', '--output=json', `--output-path=${file}`]
  parts.push('--only-categories=performance,accessibility', `--chrome-flags=${flags.join(' ')}`)
  parts.push(`--extra-headers=${JSON.stringify({ cookie })}`)
  const { status, stderr } = spawnSync('npx', parts, {
    encoding: 'utf8',
    env: { ...process.env, CHROME_PATH: PROGRAM },
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(readFileSync(file, 'utf8')) as Report
}

it('the first page of a member is fast enough and for everybody', async () => {
  const service = await openTown()
  try {
    const { categories, audits } = measure(`${service.address}/member/`, await service.signIn('member', MEMBER))
    const scores = Object.entries(categories).map(([name, { score }]) => `${name} ${String(score)}`)
    const figures = METRICS.map((name) => `${name} ${audits[name]?.displayValue ?? '?'}`)
    console.log([...scores, ...figures].join('\n'))
    expect(categories.performance.score).toBeGreaterThanOrEqual(LEAST)
    expect(categories.accessibility.score).toBeGreaterThanOrEqual(LEAST)
  } finally {
    await service.stop()
  }
})
