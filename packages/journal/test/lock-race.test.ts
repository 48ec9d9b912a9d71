import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { LockHolder } from '../src/index.js'
import { systemProcessFacts } from '../src/index.js'
import { temporaryFolder } from './support/places.js'

/** Set `JOURNAL_RACE_ROUNDS=200` for the long race. */
const ROUNDS = Number(process.env.JOURNAL_RACE_ROUNDS ?? 40)
const RACER = fileURLToPath(new URL('./support/racer.ts', import.meta.url))
const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url))

async function race(folder: string): Promise<[string[], string[]]> {
  const racers = ['left', 'right'].map((name) => {
    const args = ['--import', 'tsx', RACER, folder, String(ROUNDS), name]
    const child = spawn(process.execPath, args, { cwd: WORKSPACE, stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return { child, line: async () => String((await lines.next()).value) }
  })
  await Promise.all(racers.map((racer) => racer.line()))
  const startMs = Date.now() + 50
  for (const { child } of racers) child.stdin.write(String(startMs))
  const results = await Promise.all(racers.map((racer) => racer.line()))
  const ended = racers.map(({ child }) => once(child, 'exit'))
  for (const { child } of racers) child.stdin.end()
  await Promise.all(ended)
  const [left = [], right = []] = results.map((result) => JSON.parse(result) as string[])
  return [left, right]
}

function expectOneWinnerEach(folder: string, [left, right]: [string[], string[]], fence: number): void {
  for (let round = 0; round < ROUNDS; round += 1) {
    const both = [String(left[round]), String(right[round])].sort()
    expect(both).toEqual(['LOCK_HELD', `won ${fence}`])
    const winner = left[round] === `won ${fence}` ? 'left' : 'right'
    const file = JSON.parse(readFileSync(join(folder, `${round}.lock`), 'utf8')) as LockHolder
    expect(file).toMatchObject({ operator: winner, fence })
  }
  const leftovers = readdirSync(folder).filter((name) => !/^\d+\.lock$/.test(name))
  expect(leftovers).toEqual([])
}

describe('two processes that race for one run directory', () => {
  it(`get it exactly once, ${ROUNDS} times over, when it is free`, async () => {
    const folder = temporaryFolder()
    expectOneWinnerEach(folder, await race(folder), 1)
  })

  it(`get it exactly once, ${ROUNDS} times over, when both take over from a dead one`, async () => {
    const folder = temporaryFolder()
    const facts = systemProcessFacts()
    for (let round = 0; round < ROUNDS; round += 1) {
      const dead: LockHolder = {
        pid: facts.pid,
        process_start_time: 'another life',
        host: facts.host,
        operator: 'gone',
        started_at: '2026-03-01T08:00:00.000Z',
        command: 'cutover run',
        fence: 4,
      }
      writeFileSync(join(folder, `${round}.lock`), JSON.stringify(dead))
    }
    expectOneWinnerEach(folder, await race(folder), 5)
  })
})
