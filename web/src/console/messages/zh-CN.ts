import { codesZh } from './codes.zh-CN'
import { pagesZh } from './pages.zh-CN'
import { simulationsZh } from './simulations.zh-CN'

/** Texts of the console. */
export default { ...pagesZh, ...codesZh, ...simulationsZh }
