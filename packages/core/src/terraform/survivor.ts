import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { processStartTime, systemProcessFacts } from '@cutover/journal'
import { NOTE_LIMIT_BYTES, readOwnFileSync } from '../rundir/own-files.js'
import { parsed, recordOf } from './json-read.js'

/**
 * Which terraform works in a folder, so that a later session finds one that outlived its parent. The start
 * time goes with the pid: a pid alone may belong to another process by then.
 *
 * Synchronous: between the birth of the process and this file there must be nothing that can fail first.
 */
export function writePid(path: string, pid: number, command: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const started = processStartTime(pid)
  if (started === null) return
  // Made anew, so that nothing that stands there is written through.
  rmSync(path, { force: true })
  writeFileSync(path, `${JSON.stringify({ pid, started, command })}\n`, { mode: 0o600, flag: 'wx' })
}

export function removePid(path: string): void {
  rmSync(path, { force: true })
}

/** The pid in the file, when that very process still runs; else null. */
export function livingPid(path: string): number | null {
  const found = recordOf(parsed(readOrEmpty(path)))
  if (typeof found?.pid !== 'number' || typeof found.started !== 'string') return null
  return systemProcessFacts().isAlive(found.pid, found.started) ? found.pid : null
}

function readOrEmpty(path: string): string {
  try {
    return readOwnFileSync(path, NOTE_LIMIT_BYTES).toString('utf8')
  } catch {
    return ''
  }
}
