import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

/** Debian's browser, and letters for Chinese. */
export const PROGRAM = '/usr/bin/chromium'
const LETTERS = '/usr/share/fonts/opentype/noto'

/** Without a sandbox because tests run as root, and silent: a browser that asks nobody for anything. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function run(program: string, ...parts: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status } = spawnSync(program, parts, { stdio: 'inherit', env })
  if (status !== 0) throw new Error(`${program} ${parts.join(' ')} ended with ${String(status)}`)
}

/** Installs what is missing, where that is allowed. */
function install(): void {
  if (existsSync(PROGRAM) && existsSync(LETTERS)) return
  run('apt-get', 'update', '-qq')
  run('apt-get', 'install', '-y', '-qq', 'chromium', 'fonts-noto-cjk')
}

/** A real browser with a fresh profile. */
export async function openBrowser(): Promise<Browser> {
  install()
  return chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS })
}
