import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('../../../', import.meta.url))

/** A file of the examples. */
export const example = (name: string) => join(project, 'examples', name)

/** The program under test: what `RATCHET` names, else what was built last. */
function program(): string {
  const named = process.env['RATCHET_PROGRAM']
  if (named) return named
  const built = ['release', 'debug'].map((profile) => join(project, 'target', profile, 'ratchet')).filter(existsSync)
  const [newest] = built.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)
  if (!newest) throw new Error('no ratchet was built: cargo build --release')
  return newest
}

/** What `serve --json` prints first. */
interface Started {
  address: string
  owner_token: string
  key: string
}

/** What a sandbox begins with. */
export interface Beginning {
  /** Its rules file; that of the examples for local life where nothing is said. */
  rules?: string
  /** More rules behind those of the file. */
  more?: string
  /** What is done with the command line before the service starts, each with its words behind the directory. */
  commands?: [command: string, ...words: string[]][]
}

/** Runs the program to its end; what it printed is told where that is not a good one. */
function runProgram(...words: string[]): void {
  const { status, stderr } = spawnSync(program(), words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`)
}

/** A sandbox of its own behind the real program, with a town in it. */
export class Service {
  private readonly log: string[] = []
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly started: Started,
  ) {}

  static async start({ rules, more = '', commands = [] }: Beginning = {}): Promise<Service> {
    const directory = mkdtempSync(join(tmpdir(), 'ratchet-pages-'))
    const [shop, whole] = [join(directory, 'shop'), join(directory, 'rules.toml')]
    writeFileSync(whole, readFileSync(rules ?? example('local-life.toml'), 'utf8') + more)
    runProgram('init', shop, '--sandbox', '--rules', whole)
    for (const [command, ...words] of commands) runProgram(command, shop, ...words)
    const parts = ['--json', 'serve', shop, '--demo', '0', '--listen', '127.0.0.1:0']
    const child = spawn(program(), parts, { stdio: ['ignore', 'pipe', 'pipe'] })
    const started = await new Promise<Started>((resolve, reject) => {
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        try {
          resolve(JSON.parse(text) as Started)
        } catch {
          // The rest is still to come.
        }
      })
      child.once('exit', (code) => {
        reject(new Error(`the service ended with ${String(code)}`))
      })
    })
    const service = new Service(child, directory, started)
    createInterface({ input: child.stderr }).on('line', (line) => service.log.push(line))
    return service
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.kill('SIGTERM')
    await ended
    rmSync(this.directory, { recursive: true, force: true })
  }

  get address(): string {
    return this.started.address
  }

  /** Asks the API as an integrator does. */
  async ask<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { authorization: `Bearer ${this.started.key}`, 'content-type': 'application/json' }
    const response = await fetch(this.address + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`)
    await this.inTheBooks(response)
    return (text ? JSON.parse(text) : undefined) as T
  }

  /** Waits until what an answer tells of can be read anywhere: a page that is opened then shows it. */
  async inTheBooks(answer: Response): Promise<void> {
    const sequence = answer.headers.get('ratchet-sequence')
    if (sequence) await fetch(`${this.address}/healthz`, { headers: { 'ratchet-min-sequence': sequence } })
  }

  /** A member with a phone, to whom codes can be sent. */
  async addMember(member_no: string, phone: string, referrer_no?: string): Promise<void> {
    await this.ask('POST', '/v1/members', { member_no, referrer_no })
    await this.ask('PUT', `/v1/members/${member_no}/contact`, { phone })
  }

  /** A store under the plan of the rules, with an owner and a phone. */
  async addMerchant(merchant_no: string, phone: string, owner_no: string): Promise<void> {
    await this.ask('POST', '/v1/merchants', { merchant_no, plan: 'store', owner_no, recruiter_no: owner_no })
    await this.ask('PUT', `/v1/merchants/${merchant_no}/contact`, { phone })
  }

  async order(order_no: string, member_no: string, merchant_no: string, amount_fen: number): Promise<void> {
    await this.ask('POST', '/v1/orders', { order_no, member_no, merchant_no, amount_fen })
  }

  /** Signs somebody in by a code from the log; the cookie that a browser would keep. */
  async signIn(kind: 'member' | 'merchant', number: string): Promise<string> {
    const send = (path: string, body: unknown) =>
      fetch(this.address + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const seen = this.codesSoFar()
    await send('/v1/session/code', { kind, number })
    const signedIn = await send('/v1/session/by-code', { kind, number, code: await this.codeAfter(seen) })
    return signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  }

  /** What the clock of the sandbox shows, UTC milliseconds. */
  async now(): Promise<number> {
    return (await this.ask<{ now: number }>('GET', '/v1/sandbox/clock')).now
  }

  /** Moves the clock of the sandbox on. */
  async passTime(advance_ms: number): Promise<void> {
    await this.ask('POST', '/v1/sandbox/clock', { advance_ms })
  }

  /** How many codes the log has so far: the next one comes behind them. */
  codesSoFar(): number {
    return this.codes().length
  }

  /** The code that was sent after so many others, once it is in the log. */
  async codeAfter(seen: number): Promise<string> {
    for (;;) {
      const code = this.codes()[seen]
      if (code) return code
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  private codes(): string[] {
    return this.log.flatMap((line) => /code for \S+: ([0-9]{6})/.exec(line)?.[1] ?? [])
  }
}
