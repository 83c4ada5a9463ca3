import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { oneTimePassword } from './operator'
import type { Service } from './service'

/** The screen of a desk. */
export const DESK = { width: 1280, height: 800 }

const PASSWORD = 'correct horse battery'

/** Somebody of the office at a desk: a browser's context of their own, watched for what it must never do. */
export class Colleague {
  private readonly wrong: string[] = []
  private constructor(
    readonly service: Service,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async arrive(browser: Browser, service: Service, locale: 'zh-CN' | 'en' = 'zh-CN'): Promise<Colleague> {
    const context = await browser.newContext({ locale, viewport: DESK, reducedMotion: 'reduce' })
    const page = await context.newPage()
    // A machine that builds beside takes its time.
    page.setDefaultTimeout(90_000)
    const colleague = new Colleague(service, context, page)
    context.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(service.address) && !url.startsWith('data:') && !url.startsWith('blob:'))
        colleague.wrong.push(`asked ${url}`)
    })
    page.on('pageerror', (error) => colleague.wrong.push(`threw ${error.message}`))
    page.on('console', (message) => {
      // A refusal by the API is told by the browser too; whether a page shows it well is what the tests look at.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        colleague.wrong.push(`complained: ${message.text()}`)
    })
    return colleague
  }

  /** Nothing left the machine, nothing was thrown, and no policy was broken. */
  expectNothingWrong(): void {
    expect(this.wrong.splice(0)).toEqual([])
  }

  /** Comes in by the token of an invitation, through the pages, and is signed in. */
  async join(token: string, login: string): Promise<void> {
    const { page } = this
    await page.goto(`${this.service.address}/console/join#${encodeURIComponent(token)}`)
    const secret = (await page.locator('[data-test=totp-secret]').innerText()).trim()
    await page.locator('#name').fill(`Name of ${login}`)
    await page.locator('#login').fill(login)
    await page.locator('#password').fill(PASSWORD)
    // Each code is taken once: that of half a minute ago now, that of this moment at the sign-in.
    await page.locator('#code').fill(oneTimePassword(secret, Date.now() - 30_000))
    await page.locator('button[type=submit]').click()
    await page.waitForURL('**/console/sign-in?joined=')
    await page.locator('#login').fill(login)
    await page.locator('#password').fill(PASSWORD)
    await page.locator('#code').fill(oneTimePassword(secret))
    await page.locator('button[type=submit]').click()
    await page.waitForURL(`${this.service.address}/console/`)
  }

  /** The first owner, by the token that the service printed. */
  static async owner(browser: Browser, service: Service, locale: 'zh-CN' | 'en' = 'zh-CN'): Promise<Colleague> {
    const owner = await Colleague.arrive(browser, service, locale)
    await owner.join(service.started.owner_token, 'owner')
    return owner
  }

  /** Invites somebody to roles, through the pages; the token of the link. */
  async invite(...roles: string[]): Promise<string> {
    const { page } = this
    await this.open('people')
    await page.locator('.page-head button').click()
    const dialog = page.locator('.el-dialog')
    await dialog.locator('button[type=submit]').waitFor()
    for (const box of await dialog.locator('.el-checkbox').all()) {
      const role = await box.locator('input').getAttribute('value')
      if ((await box.locator('input').isChecked()) !== roles.includes(role ?? '')) await box.click()
    }
    await dialog.locator('button[type=submit]').click()
    const link = await page.locator('[data-test=secret] textarea, textarea[data-test=secret]').inputValue()
    await page.locator('.el-dialog__footer .el-button--primary').click()
    return decodeURIComponent(new URL(link).hash.slice(1))
  }

  /** Files what stands in a form for a second person; the number of the request. */
  async file(form: string): Promise<string> {
    await this.page.locator(`${form} button[type=submit]`).click()
    return this.read('filed')
  }

  /** Approves a request of somebody else, who tells its hash. */
  async approve(number: string, asker: Colleague): Promise<void> {
    await asker.open(`approvals/${number}`)
    const told = (await asker.read('hash')).slice(0, 8)
    await this.open(`approvals/${number}`)
    await this.page.locator('#told').fill(told)
    await this.page.locator('button[type=submit]').click()
    await this.page.locator('[data-state=approved]').first().waitFor()
  }

  /** Types a moment into the picker of this id. */
  async pick(id: string, moment: string): Promise<void> {
    await this.page.locator(`#${id}`).fill(moment)
    await this.page.locator(`#${id}`).press('Enter')
  }

  /** Waits for the message beside the field of this id. */
  async messageBeside(id: string, text: string): Promise<void> {
    const field = this.page.locator('.el-form-item', { has: this.page.locator(`#${id}`) })
    await field.locator('.el-form-item__error', { hasText: text }).waitFor()
  }

  /** Opens a page of the console, and waits for what it reads. */
  async open(path: string): Promise<void> {
    await this.page.goto(`${this.service.address}/console/${path}`)
    await this.settled()
  }

  async settled(): Promise<void> {
    await this.page.locator('h1').first().waitFor()
    await this.page.waitForFunction(() => document.querySelector('[aria-busy=true], .el-skeleton') === null)
  }

  /** Another language, as its button chooses it. */
  async speak(locale: 'zh-CN' | 'en'): Promise<void> {
    await this.page.evaluate((chosen) => {
      localStorage.setItem('ratchet.locale', chosen)
    }, locale)
  }

  /** What stands at a name for tests, once it is there. */
  async read(name: string): Promise<string> {
    return (await this.page.locator(`[data-test=${name}]`).first().innerText()).trim()
  }

  async leave(): Promise<void> {
    await this.context.close()
  }
}
