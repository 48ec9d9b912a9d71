import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  acquireLock,
  createFileJournal,
  type NewEntry,
  type NewMetadata,
  systemProcessFacts,
} from '../src/index.js'

/**
 * One durable append against a raw `write` + `fdatasync` of the same bytes, in alternating batches; medians, since
 * a disk that is busy with something else for a moment says nothing about either:
 * `node --conditions=@cutover/source --import tsx packages/journal/bench/append.ts [appends] [folder]`
 */
const COUNT = Number(process.argv[2] ?? 4000)
const BATCH = 50
const WARM_UP = 2000
const folder = mkdtempSync(join(process.argv[3] ?? tmpdir(), 'journal-append-bench-'))

const ENTRY: NewEntry = {
  event: 'poll-tick',
  step_id: 'dp-phase2-001-orders-objects-datasync-start',
  phase_number: 2,
  poll_state: 'TRANSFERRING',
  data: {
    status: 'TRANSFERRING',
    outcome: 'running',
    progress: { done: 5000, total: 90_000 },
    message: null,
  },
}

interface Batches {
  readonly rawMs: number[]
  readonly appendMs: number[]
}

async function compare(): Promise<Batches> {
  let nowMs = 1_770_000_000_000
  const now = () => {
    nowMs += 1000
    return nowMs
  }
  const place = { path: join(folder, 'RUNNING.lock'), process: systemProcessFacts() }
  const lock = await acquireLock({ ...place, command: 'bench', operator: 'bench', resume: false, now })
  const metadata: NewMetadata = {
    run_id: 'bench',
    started_at: '2026-03-01T08:00:00.000Z',
    source_account_id: '1',
    target_account_id: '2',
    plugin_version: '0.1.0',
    checklist_refs: [],
    plan_ref: 'p',
    execution_steps_ref: 's',
    approval_mode: 'per-step',
  }
  const store = await createFileJournal({ path: join(folder, 'log.jsonl'), metadata, now, lock })
  const first = await store.append(ENTRY)
  const line = Buffer.from(`${JSON.stringify(first)}\n`)
  const raw = openSync(join(folder, 'raw.jsonl'), 'a', 0o600)
  const batches: Batches = { rawMs: [], appendMs: [] }
  for (let index = 0; index < WARM_UP; index += 1) await store.append(ENTRY)
  for (let done = 0; done < COUNT; done += BATCH) {
    let startMs = performance.now()
    for (let index = 0; index < BATCH; index += 1) {
      writeSync(raw, line)
      fdatasyncSync(raw)
    }
    batches.rawMs.push(performance.now() - startMs)
    startMs = performance.now()
    for (let index = 0; index < BATCH; index += 1) await store.append(ENTRY)
    batches.appendMs.push(performance.now() - startMs)
  }
  closeSync(raw)
  await store.close()
  await lock.release()
  return batches
}

function medianUs(batchesMs: readonly number[]): number {
  const sorted = [...batchesMs].sort((left, right) => left - right)
  return ((sorted[sorted.length >> 1] ?? Number.NaN) * 1000) / BATCH
}

try {
  const { rawMs, appendMs } = await compare()
  const [raw, append] = [medianUs(rawMs), medianUs(appendMs)]
  process.stdout.write(
    `raw write + fdatasync ${raw.toFixed(0)} µs, append ${append.toFixed(0)} µs, ratio ${(append / raw).toFixed(2)}\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
