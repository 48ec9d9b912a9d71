import { setTimeout as delay } from 'node:timers/promises'
import type { RunDirectory } from './stage.js'
import type { Pane } from './tmux.js'

/** A start takes about this long until its first entry. */
const START_MS = 1_000
/** Entries follow each other faster than this, questions aside; early instants are tried more often. */
const BETWEEN_MS = 120
const LOOK_MS = 3

/** When to kill: so many milliseconds after the journal has so many entries. */
export interface Instant {
  readonly entries: number
  readonly afterMs: number
}

export function instants(entriesOfRun: number, count: number, random: () => number): readonly Instant[] {
  return Array.from({ length: count }, () => {
    const entries = Math.floor(random() * entriesOfRun)
    const afterMs = entries === 0 ? random() * START_MS : random() ** 3 * BETWEEN_MS
    return { entries, afterMs: Math.floor(afterMs) }
  })
}

/** Kills the process at the instant, if it lives that long. */
export async function killAt(pane: Pane, run: RunDirectory, { entries, afterMs }: Instant): Promise<void> {
  while (run.entryCount() < entries && (await pane.exit()) === null) await delay(LOOK_MS)
  await delay(afterMs)
  try {
    process.kill(pane.pid, 'SIGKILL')
  } catch {
    // It ended first: the instant after the end.
  }
}
