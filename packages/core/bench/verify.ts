import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import { verifyJournal } from '@cutover/journal'
import { verifyRun } from '../src/run/verify-run.js'
import { OUTPUT_FILES } from '../src/rundir/files.js'

/**
 * Verifying a journal with its replay, against verifying its bytes alone, on a run that waits for a long job:
 * `node --conditions=@cutover/source --import tsx packages/core/bench/verify.ts [entries]`
 * Each part runs in a process of its own, three times, alternating; what is told is processor time.
 */
const COUNT = Number(process.argv[2] ?? 1_000_000)
const PART = process.argv[3]
const folder = process.argv[4] ?? mkdtempSync(join(tmpdir(), 'cutover-bench-'))
const CORPUS = fileURLToPath(new URL('../test/journals/', import.meta.url))
const SHARE = 'dp-phase1-001-archive-db-final-snapshot-share'

interface Line {
  readonly event: string
  readonly step_id: string
  readonly data: Readonly<Record<string, unknown>>
}

/** A completed run of the corpus, whose share is made a job that is polled until the journal is long enough. */
function writeRun(): void {
  const steps = JSON.parse(readFileSync(`${CORPUS}0.1.0-steps.json`, 'utf8')) as { step_id: string }[]
  const polled = steps.map((step) => (step.step_id === SHARE ? { ...step, long_running: true } : step))
  const stepsText = `${JSON.stringify(polled, null, 2)}\n`
  writeFileSync(join(folder, OUTPUT_FILES.steps), stepsText)
  const [first = '', ...rest] = readFileSync(`${CORPUS}0.1.0-completed.jsonl`, 'utf8').trimEnd().split('\n')
  const lines = rest.map((line) => JSON.parse(line) as Line)
  const at = lines.findIndex(({ event, step_id }) => event === 'executed' && step_id === SHARE) + 1
  const file = new ChainedFile(join(folder, OUTPUT_FILES.journal), first)
  for (const line of lines.slice(0, at)) file.append(withSteps(line, stepsText))
  const executed = lines[at - 1] as Line
  for (let tick = lines.length; tick < COUNT; tick += 1) file.append(tickOf(executed, tick))
  file.append({ ...tickOf(executed, COUNT), event: 'poll-terminal', data: { ...POLL, outcome: 'succeeded' } })
  for (const line of lines.slice(at)) file.append(line)
  file.close()
}

function withSteps(line: Line, stepsText: string): Line {
  if (line.event !== 'run-started') return line
  return { ...line, data: { ...line.data, steps_sha256: sha256(stepsText) } }
}

const POLL = { status: 'TRANSFERRING', outcome: 'running', message: null, progress: null }

function tickOf(line: Line, tick: number): Line {
  const progress = { done: tick, total: COUNT, unit: 'objects', percent: (100 * tick) / COUNT }
  return { ...line, event: 'poll-tick', data: { ...POLL, progress } }
}

/** Entries in one file, numbered and chained. */
class ChainedFile {
  private readonly descriptor: number
  private prev: string
  private parts: string[]
  private entries = 0

  constructor(path: string, first: string) {
    this.descriptor = openSync(path, 'w')
    this.prev = sha256(first)
    this.parts = [first]
  }

  append(line: Line): void {
    this.entries += 1
    const members = { ...line, entry_id: `e${this.entries}`, prev: this.prev, crc: undefined }
    const body = JSON.stringify(members).slice(0, -1)
    const text = `${body},"crc":"${crc32(body).toString(16).padStart(8, '0')}"}`
    this.prev = sha256(text)
    this.parts.push(text)
    if (this.parts.length >= 5000) this.flush()
  }

  close(): void {
    this.flush()
    closeSync(this.descriptor)
  }

  private flush(): void {
    writeSync(this.descriptor, this.parts.map((part) => `${part}\n`).join(''))
    this.parts = []
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function measurePart(part: string): Promise<void> {
  const start = process.cpuUsage()
  const { ok, entries, problems } =
    part === 'bytes' ? await verifyJournal(join(folder, OUTPUT_FILES.journal)) : await verifyRun(folder)
  if (!ok || entries < COUNT) throw new Error(JSON.stringify({ entries, problems }))
  const { user, system } = process.cpuUsage(start)
  say(JSON.stringify({ ms: (user + system) / 1000, peakMiB: process.resourceUsage().maxRSS / 1024 }))
}

function partInOwnProcess(part: string): { readonly ms: number; readonly peakMiB: number } {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), String(COUNT), part, folder]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as ReturnType<
    typeof partInOwnProcess
  >
}

function compareParts(): void {
  try {
    writeRun()
    for (let round = 0; round < 3; round += 1) {
      const [bytes, replayed] = [partInOwnProcess('bytes'), partInOwnProcess('replay')]
      say(
        `${COUNT} entries: bytes ${bytes.ms.toFixed(0)} ms, ${bytes.peakMiB.toFixed(0)} MiB; ` +
          `with replay ${replayed.ms.toFixed(0)} ms, ${replayed.peakMiB.toFixed(0)} MiB; ` +
          `ratio ${(replayed.ms / bytes.ms).toFixed(2)}`,
      )
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
if (PART === undefined) compareParts()
else await measurePart(PART)
