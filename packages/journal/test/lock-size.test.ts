import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acquireLock } from '../src/lock.js'
import { systemProcessFacts } from '../src/process-facts.js'

test('a lock that nobody could read back is not written: the folder stays free', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-lock-'))
  try {
    const lock = acquireLock({
      path: join(folder, 'RUNNING.lock'),
      command: 'c'.repeat(100_000),
      operator: 'ada',
      now: () => 1,
      resume: false,
      process: systemProcessFacts(),
    })
    await expect(lock).rejects.toMatchObject({ code: 'LOCK_WRITE_FAILED' })
    expect(readdirSync(folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
