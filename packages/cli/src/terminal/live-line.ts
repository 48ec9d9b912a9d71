import type { FreezeClock, PollProgress } from '@cutover/core'
import type { Shell } from '../shell.js'
import { shortDuration } from './durations.js'
import { CLEARED_LINE, cut, oneLine, type Printable, shown } from './text.js'

/** What is known of a job that is being waited for. Times in milliseconds since the epoch. */
export interface WaitingJob {
  readonly action: string
  readonly status: string
  readonly progress: PollProgress | null
  readonly sinceMs: number
  readonly cancellable: boolean
  readonly freezes: readonly FreezeClock[]
}

/** The one line about a running job, cut to the terminal's width. Freezes come before what can be cut off. */
export function liveLine(job: WaitingJob, nowMs: number, width: number): Printable {
  const { progress, freezes, sinceMs } = job
  const parts = [
    `${job.action} ${job.status}`,
    ...progressParts(progress),
    `${shortDuration(nowMs - sinceMs)} so far`,
    ...freezes.map(({ sinceMs: from, allowedMs, proven }) => {
      const over = nowMs - from > allowedMs ? ' OVER' : ''
      return `${proven ? '' : 'perhaps '}frozen ${shortDuration(nowMs - from)}/${shortDuration(allowedMs)}${over}`
    }),
    job.cancellable ? 'd detach, c job/cancel' : 'd detach, c job',
  ]
  return cut(oneLine(`… ${parts.join(' · ')}`), width - 1)
}

function progressParts(progress: PollProgress | null): readonly string[] {
  if (progress === null) return []
  const { percent, done, total, unit, ratePerSecond, etaSeconds } = progress
  const share = percent ?? (done !== undefined && total ? (done / total) * 100 : undefined)
  return [
    ...(share === undefined ? [] : [`${Math.floor(share)} %`]),
    ...(share !== undefined || done === undefined ? [] : [amount(done, unit)]),
    ...(ratePerSecond === undefined ? [] : [`${amount(ratePerSecond, unit)}/s`]),
    ...(etaSeconds === undefined ? [] : [`ETA ${shortDuration(etaSeconds * 1000)}`]),
  ]
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

function amount(value: number, unit: PollProgress['unit']): string {
  if (unit !== 'bytes') return `${Math.round(value)}${unit === undefined ? '' : ` ${unit}`}`
  let scaled = value
  let index = 0
  while (scaled >= 1024 && index < BYTE_UNITS.length - 1) {
    scaled /= 1024
    index += 1
  }
  return `${scaled < 10 && index > 0 ? scaled.toFixed(1) : Math.round(scaled)} ${BYTE_UNITS[index]}`
}

/** Keeps the line on the terminal up to date; on anything else nothing is drawn. */
export interface LiveDisplay {
  show(job: WaitingJob): void
  hide(): void
}

const TICK_MS = 1000

export function createLiveDisplay(
  host: Pick<Shell, 'stdout' | 'every'>,
  nowMs: () => number,
  width: () => number,
): LiveDisplay {
  if (!host.stdout.isTTY) return { show: () => undefined, hide: () => undefined }
  let job: WaitingJob | null = null
  let stop: (() => void) | null = null
  const draw = () => {
    if (job !== null) host.stdout.print(shown`${CLEARED_LINE}${liveLine(job, nowMs(), width())}`)
  }
  return {
    show(next) {
      job = next
      stop ??= host.every(TICK_MS, draw)
      draw()
    },
    hide() {
      if (job === null) return
      job = null
      stop?.()
      stop = null
      host.stdout.print(CLEARED_LINE)
    },
  }
}
