import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FencingToken, ProcessFacts } from '../../src/index.js'

const created: string[] = []

/** A new folder that is removed after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-test-'))
  created.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of created.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A lock that is always held. */
export const unlocked = (fence = 1): FencingToken => ({ fence, assertHeld: () => undefined })

/** Processes of an imagined host: those named are alive. */
export function imaginedProcess(
  pid: number,
  alive: ReadonlyMap<number, string>,
  host = 'host-a',
): ProcessFacts {
  return {
    pid,
    startTime: alive.get(pid) ?? `start-${pid}`,
    host,
    isAlive: (other, startTime) => alive.get(other) === startTime,
  }
}
