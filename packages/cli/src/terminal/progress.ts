import type { ExecutionStep, Observer, PollProgress, RunEvent } from '@cutover/core'
import { assertNever } from '@cutover/core'
import type { JournalEntry } from '@cutover/journal'
import type { LiveDisplay } from './live-line.js'
import { type ProgressState, progressLines } from './progress-lines.js'
import { lines, oneLine, type Printable, painter, printable, shown, type Tone, wrap } from './text.js'

export interface ProgressOptions {
  readonly print: (text: Printable) => void
  readonly width: () => number
  readonly colour: boolean
  readonly live: LiveDisplay
  /** The compiled steps, once the run has written them. */
  readonly steps: () => readonly ExecutionStep[]
}

/** Tells what happens, line by line, and keeps the live line of a running job. */
export function createProgress(options: ProgressOptions): Observer {
  const { live } = options
  const paint = painter(options.colour)
  const latest = new Map<string, PollProgress | null>()
  let state: ProgressState | null = null
  const print = (tone: Tone, text: string) => {
    live.hide()
    const indent = oneLine(/^ */.exec(text)?.[0] ?? '')
    const broken = wrap(printable(text.trimStart()), options.width() - indent.length)
    options.print(lines(broken.map((part) => paint(tone, shown`${indent}${part}`))))
  }
  const onEntry = (entry: JournalEntry) => {
    state ??= { steps: options.steps(), phase: '', startedAtMs: new Map() }
    if (entry.event === 'poll-tick') latest.set(entry.step_id, progressOf(entry.data.progress))
    else live.hide()
    for (const { tone, text } of progressLines(state, entry)) print(tone, text)
  }
  return {
    onEvent(event: RunEvent) {
      switch (event.kind) {
        case 'entry':
          return onEntry(event.entry)
        case 'waiting':
          return live.show({
            action: state?.steps.find((step) => step.step_id === event.stepId)?.action ?? event.stepId,
            status: event.status,
            progress: event.progress ?? latest.get(event.stepId) ?? null,
            sinceMs: event.sinceMs,
            cancellable: event.cancellable,
            freezes: event.freezes,
          })
        case 'notice':
          return print(event.level === 'warning' ? 'warn' : 'plain', event.text)
        case 'output':
          // In full in the step's logs; a screen of it would bury what matters.
          return
        default:
          return assertNever(event)
      }
    },
  }
}

type TickProgress = Extract<JournalEntry, { event: 'poll-tick' }>['data']['progress']

function progressOf(data: TickProgress): PollProgress | null {
  if (data === null) return null
  return {
    ...(data.done === undefined ? {} : { done: data.done }),
    ...(data.total === undefined ? {} : { total: data.total }),
    ...(data.unit === undefined ? {} : { unit: data.unit as NonNullable<PollProgress['unit']> }),
    ...(data.percent === undefined ? {} : { percent: data.percent }),
    ...(data.rate === undefined ? {} : { ratePerSecond: data.rate }),
    ...(data.eta_seconds === undefined ? {} : { etaSeconds: data.eta_seconds }),
  }
}
