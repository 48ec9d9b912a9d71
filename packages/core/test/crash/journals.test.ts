import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { foldJournal, isJournalError, type JournalEntry } from '@cutover/journal'
import { decide, planOf } from '../../src/engine/decide.js'
import { evolve } from '../../src/engine/evolve.js'
import { initialState } from '../../src/engine/state.js'
import type { ExecutionStep } from '../../src/model/step.js'
import { stepsFileOf, verifyRunJournal } from '../../src/run/verify-run.js'

const FOLDER = fileURLToPath(new URL('../journals/', import.meta.url))
const SHARE = 'dp-phase1-001-archive-db-final-snapshot-share'
const FREEZE = 'dp-phase4-001-archive-invoices-freeze-writes'

interface Reading {
  /** The next thing that a resumed run does. */
  readonly next: string
  readonly stepId: string | null
  readonly succeeded: number
  readonly frozen: number
  readonly torn: boolean
}

/**
 * What every later version must read each journal as. Files and lines are only ever added: a release writes
 * its own with make-journals.ts.
 */
const CORPUS: Readonly<Record<string, Reading>> = {
  '0.1.0-completed': { next: 'end', stepId: null, succeeded: 5, frozen: 0, torn: false },
  '0.1.0-halted-at-failure': {
    next: 'ask-resume-step',
    stepId: SHARE,
    succeeded: 2,
    frozen: 0,
    torn: false,
  },
  '0.1.0-aborted-at-failure': { next: 'ask-resume-run', stepId: null, succeeded: 2, frozen: 0, torn: false },
  '0.1.0-crashed-in-executing': { next: 'reconcile', stepId: SHARE, succeeded: 2, frozen: 0, torn: false },
  '0.1.0-torn-tail': { next: 'reconcile', stepId: SHARE, succeeded: 2, frozen: 0, torn: true },
  '0.1.0-crashed-frozen': { next: 'prove', stepId: FREEZE, succeeded: 3, frozen: 1, torn: false },
  '0.1.0-rolled-back': { next: 'start', stepId: FREEZE, succeeded: 2, frozen: 0, torn: false },
}

describe('the journals of every version', () => {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length))

  test('are all held to what they must be read as', () => {
    expect(names.sort()).toEqual(Object.keys(CORPUS).sort())
  })

  test.each(Object.entries(CORPUS))('%s is read, verified, and resumed as then', async (name, expected) => {
    const path = `${FOLDER}${name}.jsonl`
    const steps = stepsOf(name)
    const verified = await verifyRunJournal(path, stepsFileOf(Buffer.from(stepsTextOf(name))))
    const replay = { kind: 'replayed', versions: [name.split('-')[0]] }
    expect(verified).toMatchObject({ ok: true, problems: [], replay })
    const { state } = await foldJournal(path, initialState(steps), evolve)
    const frozen = [...state.freezes.values()].filter(({ endedAtMs }) => endedAtMs === null).length
    const succeeded = [...state.steps.values()].filter(({ phase }) => phase.kind === 'succeeded').length
    evolve(state, resumedNow(state.lastAtMs ?? 0))
    const next = decide(planOf(steps), state, { nowMs: state.lastAtMs ?? 0 })
    expect({
      next: next.kind,
      stepId: 'step' in next ? next.step.step_id : null,
      succeeded,
      frozen,
      torn: verified.torn !== null,
    }).toEqual(expected)
  })
})

describe('the journal of a run that failed, was rolled back and halted', () => {
  const bytes = readFileSync(`${FOLDER}0.1.0-rolled-back.jsonl`)

  /** How many entries it has, and the last one, which by its `prev` stands for all; null when refused. */
  async function read(journal: Buffer): Promise<{ count: number; last: JournalEntry | null } | null> {
    try {
      const seen = { count: 0, last: null as JournalEntry | null }
      await foldJournal(journal, null, (_, entry) => {
        seen.count += 1
        seen.last = entry
        return null
      })
      return seen
    } catch (error) {
      if (isJournalError(error, 'JOURNAL_CORRUPT') || isJournalError(error, 'JOURNAL_FORMAT_UNKNOWN'))
        return null
      throw error
    }
  }

  test('cut off at any byte is read up to its last whole line', async () => {
    const entries = bytes.toString('utf8').split('\n').slice(1, -1)
    const misread: number[] = []
    let lines = 0
    for (let length = 0; length < bytes.length; length += 1) {
      if (length > 0 && bytes[length - 1] === 0x0a) lines += 1
      const found = await read(bytes.subarray(0, length))
      // Line 1 is metadata: without it there is no journal.
      const last = lines > 1 ? entries[lines - 2] : undefined
      const right = found === null ? lines === 0 : found.count === lines - 1 && textOf(found.last) === last
      if (!right) misread.push(length)
    }
    expect(misread).toEqual([])
    expect(lines).toBeGreaterThan(25)
  }, 60_000)

  test('with any one of 5,000 bytes changed is refused', async () => {
    let seed = 20_261_122
    const below = (limit: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((seed / 2 ** 32) * limit)
    }
    const taken: string[] = []
    for (let flip = 0; flip < 5_000; flip += 1) {
      const damaged = Buffer.from(bytes)
      const at = below(bytes.length)
      damaged[at] = (Number(bytes[at]) + 1 + below(255)) % 256
      if ((await read(damaged)) !== null) taken.push(`byte ${at} to ${damaged[at]}`)
    }
    expect(taken).toEqual([])
  }, 60_000)
})

/** As it stands in the file: the order of members is part of the format. */
function textOf(entry: JournalEntry | null): string | undefined {
  return entry === null ? undefined : JSON.stringify(entry)
}

function stepsTextOf(name: string): string {
  return readFileSync(`${FOLDER}${name.split('-')[0]}-steps.json`, 'utf8')
}

function stepsOf(name: string): readonly ExecutionStep[] {
  return JSON.parse(stepsTextOf(name)) as ExecutionStep[]
}

function resumedNow(atMs: number): JournalEntry {
  return {
    entry_id: 'e0',
    step_id: 'run',
    phase_number: null,
    event: 'run-resumed',
    at: new Date(atMs).toISOString(),
    operator: 'ada',
    cmd: null,
    exit_code: null,
    stdout_tail: null,
    stderr_tail: null,
    poll_state: null,
    notes: null,
    fence: 2,
    prev: '0'.repeat(64),
    crc: '00000000',
    data: { cutover_version: '0.1.0', from_entry_id: 'e1' },
  } as JournalEntry
}
