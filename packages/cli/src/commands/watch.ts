import { resolve } from 'node:path'
import { isJournalError } from '@cutover/journal'
import { EXIT, type ExitCode } from '../exit-codes.js'
import { STOP_SIGNALS } from '../host.js'
import { type Shell, useColour, widthOf } from '../shell.js'
import { readStatus, type Status } from '../status/status.js'
import { statusScreen } from '../status/status-lines.js'
import { renderScreen } from '../terminal/screen.js'
import { lines, oneLine, type Printable } from '../terminal/text.js'

/** How often the journal is looked at. It is read in full: some 100 ms for a large run. */
const INTERVAL_MS = 2_000

/**
 * Follows a run from another terminal until it has ended: its status again whenever the journal has grown.
 * Takes no lock. Ctrl-C ends the watching, never the run.
 */
export async function watch(host: Shell, directory: string): Promise<ExitCode> {
  const path = resolve(host.cwd, directory)
  let shown = ''
  for (;;) {
    const status = await readOrNull(path)
    const seen = status === null ? 'none' : `${status.state} ${status.entries}`
    if (seen !== shown) host.stdout.print(lines(linesOf(host, status)))
    shown = seen
    if (status !== null && status.state !== 'running' && status.state !== 'not started') return EXIT.completed
    if ((await nextLook(host)) === 'stop') return EXIT.completed
  }
}

async function readOrNull(path: string): Promise<Status | null> {
  try {
    return await readStatus(path)
  } catch (error) {
    if (isJournalError(error, 'JOURNAL_MISSING')) return null
    throw error
  }
}

function linesOf(host: Shell, status: Status | null): readonly Printable[] {
  if (status === null) return [oneLine('No journal yet; waiting for the run to start.')]
  const layout = { width: widthOf(host.stdout), colour: useColour(host), unfolded: true }
  return renderScreen(statusScreen(status, host.now()), layout)
}

async function nextLook(host: Shell): Promise<'look' | 'stop'> {
  return await new Promise((settle) => {
    const undo: (() => void)[] = []
    const end = (why: 'look' | 'stop') => {
      for (const off of undo) off()
      settle(why)
    }
    undo.push(host.every(INTERVAL_MS, () => end('look')))
    for (const signal of STOP_SIGNALS) undo.push(host.onSignal(signal, () => end('stop')))
  })
}
