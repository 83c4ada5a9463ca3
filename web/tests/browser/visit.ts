import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Service } from './service'

/** A telephone of the smaller kind. */
export const PHONE = { width: 375, height: 812 }

/** Somebody with a telephone: a browser's context of their own, watched for what it must never do. */
export class Visitor {
  private readonly wrong: string[] = []
  private constructor(
    readonly service: Service,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async arrive(browser: Browser, service: Service, locale: 'zh-CN' | 'en' = 'zh-CN'): Promise<Visitor> {
    const context = await browser.newContext({ locale, viewport: PHONE, reducedMotion: 'reduce' })
    const page = await context.newPage()
    // A machine that builds beside takes its time.
    page.setDefaultTimeout(90_000)
    const visitor = new Visitor(service, context, page)
    context.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(service.address) && !url.startsWith('data:') && !url.startsWith('blob:'))
        visitor.wrong.push(`asked ${url}`)
    })
    page.on('pageerror', (error) => visitor.wrong.push(`threw ${error.message}`))
    page.on('console', (message) => {
      // A refusal by the API is told by the browser too; whether a page shows it well is what the tests look at.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        visitor.wrong.push(`complained: ${message.text()}`)
    })
    return visitor
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.service.address + path)
  }

  /** Nothing left the machine, nothing was thrown, and no policy was broken. */
  expectNothingWrong(): void {
    expect(this.wrong).toEqual([])
  }

  /** Signs in by a code from the log. */
  async signIn(application: 'member' | 'store', who: string): Promise<void> {
    await this.open(`/${application}/sign-in`)
    const seen = this.service.codesSoFar()
    await this.page.locator('input[name=number]').fill(who)
    await this.page.locator('.code-fields .van-field button').first().click()
    await this.page.locator('input[name=code]').fill(await this.service.codeAfter(seen))
    await this.page.locator('button[type=submit]').click()
    await this.page.waitForURL((url) => !url.pathname.includes('sign-in'))
  }

  /** The text of something on the page, once it is there. */
  async read(selector: string): Promise<string> {
    return (await this.page.locator(selector).first().innerText()).trim()
  }

  /** A page of which there are no more readings on the way. */
  async settled(): Promise<void> {
    await this.page.locator('main.page').waitFor()
    await this.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
    await this.page.locator('.van-skeleton').first().waitFor({ state: 'detached' })
  }

  async leave(): Promise<void> {
    await this.context.close()
  }
}
