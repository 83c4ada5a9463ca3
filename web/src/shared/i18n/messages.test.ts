import { describe, expect, it } from 'vitest'
import consoleEn from '@/console/messages/en'
import consoleZh from '@/console/messages/zh-CN'
import memberEn from '@/member/messages/en'
import memberZh from '@/member/messages/zh-CN'
import storeEn from '@/store/messages/en'
import storeZh from '@/store/messages/zh-CN'
import en from './en'
import zhCN from './zh-CN'

type Texts = Record<string, unknown>

/** Every text with its key. */
function flat(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string'
      ? [[`${prefix}${key}`, text] as [string, string]]
      : flat(text as Texts, `${prefix}${key}.`),
  )
}

/** What a text leaves open: `{name}`. */
const slots = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

/** Words that no page of such a programme may say (the policy's check `promised-return`), unless it denies them. */
const PROMISES = /稳赚|只涨不跌|年化|返本|高收益|risk-free|guaranteed (return|income|profit)/i

describe.each([
  ['shared', zhCN, en],
  ['member', memberZh, memberEn],
  ['store', storeZh, storeEn],
  ['console', consoleZh, consoleEn],
])('the texts of %s', (_, chinese: Texts, english: Texts) => {
  const [zh, inEnglish] = [new Map(flat(chinese)), new Map(flat(english))]

  it('are there in both languages, with the same figures in them', () => {
    expect([...inEnglish.keys()].sort()).toEqual([...zh.keys()].sort())
    for (const [key, text] of zh) expect([key, slots(inEnglish.get(key) ?? '')]).toEqual([key, slots(text)])
  })

  it('promise nothing', () => {
    for (const [key, text] of [...zh, ...inEnglish]) expect([key, PROMISES.test(text)]).toEqual([key, false])
  })
})
