import { createHmac } from 'node:crypto'
import type { Service } from './service'

const PASSWORD = 'correct horse battery'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Bytes of a text in Base32. */
function base32(text: string): Buffer {
  const bits = [...text.replaceAll('=', '')]
    .map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/[01]{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}

/** What an authenticator shows at this moment (RFC 6238). */
export function oneTimePassword(secret: string, now = Date.now()): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)))
  const hash = createHmac('sha1', base32(secret)).update(counter).digest()
  const offset = (hash.at(-1) ?? 0) & 0xf
  return String((hash.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

interface Enrolment {
  totp_secret: string
}

/** The first owner, signed in as a browser is: a cookie, and what has to be repeated. */
export class Operator {
  private constructor(
    private readonly service: Service,
    private readonly cookie: string,
    private readonly csrf: string,
    readonly login: { login: string; password: string; secret: string },
  ) {}

  static async comeIn(service: Service): Promise<Operator> {
    const post = async (path: string, body: unknown) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(service.address + path, { method: 'POST', headers, body: JSON.stringify(body) })
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
      return response
    }
    const token = service.started.owner_token
    const enrolment = (await (await post('/v1/invitations/look', { token })).json()) as Enrolment
    const secret = enrolment.totp_secret
    const chosen = { token, login: 'owner', name: 'Owner', password: PASSWORD }
    await post('/v1/invitations/accept', { ...chosen, code: oneTimePassword(secret, Date.now() - 30_000) })
    const signedIn = await post('/v1/session', { login: 'owner', password: PASSWORD, code: oneTimePassword(secret) })
    const { csrf } = (await signedIn.json()) as { csrf: string }
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    return new Operator(service, cookie, csrf, { login: 'owner', password: PASSWORD, secret })
  }

  async post<T>(path: string, body?: unknown): Promise<T> {
    const headers = { cookie: this.cookie, 'x-csrf-token': this.csrf, 'content-type': 'application/json' }
    const init = { method: 'POST', headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const response = await fetch(this.service.address + path, init)
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${text}`)
    await this.service.inTheBooks(response)
    return (text ? JSON.parse(text) : undefined) as T
  }
}
