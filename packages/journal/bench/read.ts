import { execFileSync } from 'node:child_process'
import { closeSync, createReadStream, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { composeEntry, composeMetadata } from '../src/compose.js'
import { type NewEntry, type NewMetadata, verifyJournal } from '../src/index.js'

/**
 * Reading, proving and folding a journal, against a bare line split and JSON.parse of the same file:
 * `node --conditions=@cutover/source --import tsx packages/journal/bench/read.ts [entries]`
 * Each part runs in a process of its own, three times, alternating, so that neither's memory shows in the other's.
 */
const COUNT = Number(process.argv[2] ?? 1_000_000)
const PART = process.argv[3]
const file = process.argv[4] ?? join(tmpdir(), `journal-bench-${process.pid}.jsonl`)

const METADATA: NewMetadata = {
  run_id: 'bench',
  started_at: '2026-03-01T08:00:00.000Z',
  source_account_id: '111111111111',
  target_account_id: '222222222222',
  plugin_version: '0.1.0',
  checklist_refs: [],
  plan_ref: 'data-migration-plan.json',
  execution_steps_ref: 'execution-steps.json',
  approval_mode: 'per-step',
}

/** A million entries are mostly poll ticks; between them steps come and go. */
function entryAt(index: number): NewEntry {
  const step = {
    step_id: `dp-phase2-${1 + Math.floor(index / 1000)}-orders-objects-datasync-start`,
    phase_number: 2,
  }
  const place = index % 1000
  if (index === 0)
    return {
      event: 'run-resumed',
      step_id: 'run',
      operator: 'a',
      data: { cutover_version: '0.1.0', from_entry_id: 'e0' },
    }
  if (place <= 1) return { ...step, event: 'step-started', data: { attempt_of_walk: 1 } }
  if (place === 2)
    return { ...step, event: 'approval-requested', data: { observation_hash: 'o', prompt_hash: 'p' } }
  if (place === 3)
    return { ...step, event: 'approved', operator: 'alice', data: { shown_hash: 'o', decision: 'approve' } }
  const common = { account: '222222222222', token: 't', attempt: 1, kind: 'execute' } as const
  if (place === 4)
    return { ...step, event: 'executing', data: { ...common, call: 'datasync', observation_hash: 'o' } }
  if (place === 5) {
    const receipt = { executionArn: `arn:aws:datasync:eu-central-1:222222222222:task/x/execution/${index}` }
    return {
      ...step,
      event: 'executed',
      data: { ...common, ok: true, receipt, error: null, in_doubt: false },
    }
  }
  const progress = {
    done: place * 1000,
    total: 1_000_000,
    unit: 'objects',
    percent: place / 10,
    eta_seconds: 4000 - place,
  }
  return {
    ...step,
    event: 'poll-tick',
    poll_state: 'TRANSFERRING',
    data: { status: 'TRANSFERRING', outcome: 'running', progress, message: null },
  }
}

function writeJournal(): number {
  const descriptor = openSync(file, 'w')
  const first = composeMetadata(METADATA)
  let bytes = writeSync(descriptor, first.bytes)
  let head = { entries: 0, sha256: first.sha256 }
  let parts: Buffer[] = []
  for (let index = 0; index < COUNT; index += 1) {
    const line = composeEntry(entryAt(index), { head, fence: 1, nowMs: 1_770_000_000_000 + index * 1000 })
    head = { entries: index + 1, sha256: line.sha256 }
    parts.push(line.bytes)
    if (parts.length < 2000 && index + 1 < COUNT) continue
    bytes += writeSync(descriptor, Buffer.concat(parts))
    parts = []
  }
  closeSync(descriptor)
  return bytes
}

/** The yardstick: nothing but lines and JSON. */
async function bare(): Promise<number> {
  let rest: Buffer = Buffer.alloc(0)
  let count = 0
  for await (const read of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    const chunk = rest.length > 0 ? Buffer.concat([rest, read as Buffer]) : (read as Buffer)
    let start = 0
    for (;;) {
      const newline = chunk.indexOf(0x0a, start)
      if (newline === -1) break
      if (JSON.parse(chunk.toString('utf8', start, newline)) !== null) count += 1
      start = newline + 1
    }
    rest = chunk.subarray(start)
  }
  return count
}

async function verified(): Promise<number> {
  const result = await verifyJournal(file)
  if (!result.ok) throw new Error(JSON.stringify(result.problems.slice(0, 3)))
  return result.entries
}

interface Measured {
  readonly ms: number
  readonly peakMiB: number
}

async function measurePart(work: () => Promise<number>): Promise<void> {
  const startMs = performance.now()
  const count = await work()
  if (count < COUNT) throw new Error(`only ${count} of ${COUNT} lines were read`)
  const ms = performance.now() - startMs
  say(JSON.stringify({ ms, peakMiB: process.resourceUsage().maxRSS / 1024 } satisfies Measured))
}

function partInOwnProcess(part: string): Measured {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), String(COUNT), part, file]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measured
}

function compareParts(): void {
  try {
    const bytes = writeJournal()
    say(`${COUNT} entries, ${Math.round(bytes / COUNT)} bytes each`)
    for (let round = 0; round < 3; round += 1) {
      const yardstick = partInOwnProcess('bare')
      const ours = partInOwnProcess('verify')
      say(
        `split + JSON.parse ${yardstick.ms.toFixed(0)} ms, ${yardstick.peakMiB.toFixed(0)} MiB; ` +
          `read + verify + fold ${ours.ms.toFixed(0)} ms, ${ours.peakMiB.toFixed(0)} MiB; ` +
          `ratio ${(ours.ms / yardstick.ms).toFixed(2)}`,
      )
    }
  } finally {
    rmSync(file, { force: true })
  }
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
if (PART === 'bare') await measurePart(bare)
else if (PART === 'verify') await measurePart(verified)
else compareParts()
