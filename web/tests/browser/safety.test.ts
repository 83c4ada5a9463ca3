import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './chromium'
import type { Service } from './service'
import { MEMBER, openTown } from './town'
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

const MARKUP = '<img src=x onerror="window.harmed=true"><script>window.harmed=true</script>'

describe('pages keep people safe', () => {
  it('markup in an answer is only text', async () => {
    const member = await Visitor.arrive(browser, service)
    await member.signIn('member', MEMBER)
    await member.page.route('**/v1/orders?*', async (route) => {
      const response = await route.fetch()
      const page = (await response.json()) as { items: object[] }
      await route.fulfill({
        response,
        json: { ...page, items: page.items.map((item) => ({ ...item, merchant_no: MARKUP })) },
      })
    })
    await member.open('/member/orders')
    await member.page.getByText(MARKUP).first().waitFor()
    await member.page.route('**/v1/members/*', (route) =>
      route.fulfill({
        status: 422,
        contentType: 'application/problem+json',
        json: { title: MARKUP, code: 'x', status: 422 },
      }),
    )
    await member.open('/member/')
    await member.page.getByText(MARKUP).first().waitFor()
    expect(await member.page.evaluate(() => 'harmed' in window)).toBe(false)
    await member.leave()
  })

  it('a script that got into a page does not run, and nothing is sent elsewhere', async () => {
    const visitor = await Visitor.arrive(browser, service)
    await visitor.open('/member/sign-in')
    const broken = new Set<string>()
    await visitor.page.exposeFunction('broken', (directive: string) => broken.add(directive))
    await visitor.page.evaluate(async () => {
      const { broken } = globalThis as unknown as { broken: (directive: string) => void }
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        broken(effectiveDirective)
      })
      const script = document.createElement('script')
      script.textContent = 'window.harmed = true'
      document.body.append(script)
      const link = document.createElement('a')
      link.setAttribute('onclick', 'window.harmed = true')
      document.body.append(link)
      link.click()
      const elsewhere = document.createElement('script')
      elsewhere.src = 'http://127.0.0.1:9/harm.js'
      document.body.append(elsewhere)
      await fetch('http://127.0.0.1:9/', { method: 'POST', body: 'told' }).catch(() => undefined)
    })
    await expect.poll(() => [...broken].sort()).toEqual(['connect-src', 'script-src-attr', 'script-src-elem'])
    expect(await visitor.page.evaluate(() => 'harmed' in window)).toBe(false)
    await visitor.leave()
  })

  it('nobody puts a page into a frame', async () => {
    const page = `<iframe src="${service.address}/member/sign-in"></iframe>`
    const thief = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page))
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve))
    const { port } = thief.address() as AddressInfo
    const context = await browser.newContext()
    const victim = await context.newPage()
    await victim.goto(`http://127.0.0.1:${String(port)}/`)
    const frame = victim.frames().find((found) => found !== victim.mainFrame())
    expect(
      await frame
        ?.locator('input')
        .count()
        .catch(() => 0),
    ).toBe(0)
    await context.close()
    thief.close()
  })

  it('no script can read the session, and no request without its word changes anything', async () => {
    const member = await Visitor.arrive(browser, service)
    await service.addMember('m-li', '13800000011')
    await member.signIn('member', 'm-li')
    const cookies = await member.context.cookies()
    const session = cookies.find(({ name }) => name === 'ratchet_session')
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
    const seen = await member.page.evaluate(() =>
      [
        document.cookie,
        JSON.stringify(localStorage),
        JSON.stringify(sessionStorage),
        document.documentElement.outerHTML,
      ].join(),
    )
    expect(seen).not.toContain(session?.value)
    const status = await member.page.evaluate(async (member_no) => {
      const body = JSON.stringify({ member_no, points: '1' })
      const headers = { 'content-type': 'application/json' }
      return (await fetch('/v1/redemptions', { method: 'POST', headers, body })).status
    }, 'm-li')
    expect(status).toBe(403)
    await member.leave()
  })

  it('a way back leads only within the application', async () => {
    const member = await Visitor.arrive(browser, service)
    const seen = service.codesSoFar()
    await member.open(`/member/sign-in?back=${encodeURIComponent('//evil.example/')}`)
    await member.page.locator('input[name=number]').fill('13800000003')
    await member.page.locator('.code-fields .van-field button').first().click()
    await member.page.locator('input[name=code]').fill(await service.codeAfter(seen))
    await member.page.locator('button[type=submit]').click()
    await member.page.waitForURL((url) => !url.pathname.includes('sign-in'))
    expect(member.page.url().startsWith(`${service.address}/member/`)).toBe(true)
    member.expectNothingWrong()
    await member.leave()
  })
})
