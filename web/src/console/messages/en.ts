import type { Translated } from '@/shared/i18n'
import { codesEn } from './codes.en'
import { pagesEn } from './pages.en'
import { simulationsEn } from './simulations.en'
import type zhCN from './zh-CN'

export default { ...pagesEn, ...codesEn, ...simulationsEn } satisfies Translated<typeof zhCN>
