import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { answered, api } from '@/shared/api/client'
import type { components } from '@/shared/api/schema'

export type Report = components['schemas']['ReportBody']
export type NewReport = components['schemas']['NewReport']

/** How often a report is asked how far it is, in milliseconds. */
const ASK_EVERY = 700

/** Whether nothing more comes of a report. */
export const isEnded = (report: Report) => report.state === 'done' || report.state === 'failed'

/** Follows a report until it ends, for as long as the component lives. */
export function useReport(): { report: ShallowRef<Report | undefined>; follow: (first: Report) => void } {
  const report = shallowRef<Report>()
  let timer: number | undefined
  async function ask(report_no: string): Promise<void> {
    try {
      follow(await answered(api.GET('/v1/reports/{report_no}', { params: { path: { report_no } } })))
    } catch {
      // The service is away: it is asked again.
      timer = window.setTimeout(() => void ask(report_no), 5 * ASK_EVERY)
    }
  }
  function follow(newest: Report): void {
    window.clearTimeout(timer)
    report.value = newest
    if (!isEnded(newest)) timer = window.setTimeout(() => void ask(newest.report_no), ASK_EVERY)
  }
  onScopeDispose(() => {
    window.clearTimeout(timer)
  })
  return { report, follow }
}
