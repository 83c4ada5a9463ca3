/** What browsers that read codes themselves offer; the types of TypeScript do not know it yet. */
interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>
}
type DetectorClass = new (options: { formats: string[] }) => Detector

/** The browser's own reader of QR codes; none where it has none. */
export function qrReader(): Detector | undefined {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass }
  return BarcodeDetector ? new BarcodeDetector({ formats: ['qr_code'] }) : undefined
}

/** The member whom a code names: a member's invitation, or the bare number. */
export function memberOf(scanned: string): string | undefined {
  const number = /\/i\/m\/([A-Za-z0-9._:-]{1,64})$/.exec(scanned)?.[1] ?? scanned.trim()
  return /^[A-Za-z0-9._:-]{1,64}$/.test(number) ? number : undefined
}
