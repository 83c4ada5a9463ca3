import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** The three applications. Each is a page of its own, so that a shopper's phone never loads the console. */
const ROOTS = ['member', 'store', 'console'] as const

/** What is needed together comes together: on a phone's network every file more is time. */
const GROUPS = [
  { name: 'vue', test: /node_modules\/(vue|@vue|@intlify|vue-router|vue-i18n|openapi-fetch)\//, priority: 3 },
  { name: 'shared', test: /src\/shared\/(?!charts)|StepSpark/, priority: 2 },
  { name: 'phone', test: /node_modules\/@?vant\/|src\/phone\//, priority: 1 },
]

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** While developing: every path under a root answers its page, as the service does. */
const pagesUnderTheirRoots: Plugin = {
  name: 'pages-under-their-roots',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const path = request.url?.split('?')[0] ?? ''
      const root = ROOTS.find((name) => path.startsWith(`/${name}/`))
      if (root && !path.includes('.')) request.url = `/${root}/index.html`
      next()
    })
  },
}

/** The icons of Vant are in its styles. The copy at another place, which these name besides, is never to be asked for. */
const nothingFromElsewhere: Plugin = {
  name: 'nothing-from-elsewhere',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('vant/es/icon/index.css') ? code.replace(/,\s*url\(\/\/[^)]*\)\s*format\([^)]*\)/, '') : undefined,
}

/** The icons of Vant, 28 kB within its styles, become a file: a page is drawn before they are there, not after. */
const iconsApart: Plugin = {
  name: 'icons-apart',
  apply: 'build',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('vant/es/icon/index.css')) return undefined
    return code.replace(/url\(data:font\/woff2[^,]*;base64,([^)]+)\)/, (_, letters: string) => {
      const file = this.emitFile({
        type: 'asset',
        name: 'icons.woff2',
        source: Buffer.from(letters.replaceAll('"', ''), 'base64'),
      })
      return `url(__VITE_ASSET__${file}__)`
    })
  },
}

/** Leaves each file beside itself in the encodings that browsers take, so that nothing is compressed while it is asked for. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  closeBundle() {
    const folder = here('./dist')
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(js|css|html|svg)$/.test(file)) continue
      const plain = readFileSync(join(folder, file))
      writeFileSync(join(folder, `${file}.br`), brotliCompressSync(plain))
      writeFileSync(join(folder, `${file}.gz`), gzipSync(plain, { level: 9 }))
    }
  },
}

export default defineConfig({
  plugins: [vue(), pagesUnderTheirRoots, nothingFromElsewhere, iconsApart, compressed],
  appType: 'mpa',
  resolve: { alias: { '@': here('./src') } },
  define: { __VUE_I18N_LEGACY_API__: false, __INTLIFY_PROD_DEVTOOLS__: false },
  build: {
    target: 'es2022',
    // Files stay files: each is kept by browsers for good, under its own name.
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 1_200,
    rolldownOptions: {
      input: Object.fromEntries(ROOTS.map((root) => [root, here(`./${root}/index.html`)])),
      output: { codeSplitting: { groups: GROUPS } },
    },
  },
  server: { proxy: { '/v1': process.env['RATCHET'] ?? 'http://127.0.0.1:8787' } },
  test: {
    projects: [
      { extends: true, test: { name: 'logic', environment: 'happy-dom', include: ['src/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'screenshots',
          include: ['tests/screenshots/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'measure',
          include: ['tests/measure/*.test.ts'],
          testTimeout: 300_000,
        },
      },
      { extends: true, test: { name: 'built', include: ['tests/built/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // What a page comes to show is waited for as everything else is: a machine that builds beside takes its time.
          expect: { poll: { timeout: 60_000 } },
        },
      },
    ],
  },
})
