import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))

/** What Vite says about a file that it built. */
interface Chunk {
  file: string
  isEntry?: boolean
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
}

const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>

/** Every file that an application can come to load, but for what `without` names. */
function reachable(entry: string, without: RegExp): Set<string> {
  const files = new Set<string>()
  const seen = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk || seen.has(name) || without.test(name)) return
    seen.add(name)
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next)
  }
  visit(entry)
  return files
}

const weight = (files: Set<string>) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0)

/** Bytes, gzipped, of all that a phone can ever load of its pages, charts left out. */
const PHONE_BYTES_MAX = 250 * 1024

describe('what was built', () => {
  it.each(['member', 'store'])('the %s pages are small enough for a phone', (application) => {
    const files = reachable(`${application}/index.html`, /PriceChart/)
    expect(files.size).toBeGreaterThan(5)
    expect(weight(files)).toBeLessThanOrEqual(PHONE_BYTES_MAX)
  })

  it.each(['member', 'store'])('the %s pages never load the console', (application) => {
    const console = reachable('console/index.html', /^$/)
    const own = manifest['console/index.html']?.file
    expect(own && console.has(own)).toBe(true)
    expect([...reachable(`${application}/index.html`, /^$/)]).not.toContain(own)
  })

  it('no style asks for anything from elsewhere', () => {
    const styles = readdirSync(join(dist, 'assets')).filter((file) => file.endsWith('.css'))
    expect(styles.length).toBeGreaterThan(0)
    for (const file of styles)
      expect([file, /url\(["']?(\w+:)?\/\//.test(readFileSync(join(dist, 'assets', file), 'utf8'))]).toEqual([
        file,
        false,
      ])
  })

  it.each(['member', 'store', 'console'])('the page of %s has no script and no style of its own', (application) => {
    const html = readFileSync(join(dist, application, 'index.html'), 'utf8')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|https?:\/\//)
  })
})
