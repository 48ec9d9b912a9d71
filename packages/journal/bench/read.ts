import { closeSync, createReadStream, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeEntry, composeMetadata } from '../src/compose.js'
import { foldJournal } from '../src/read.js'

const N = Number(process.argv[2] ?? 1_000_000)
const file = join(tmpdir(), `journal-bench-${process.pid}.jsonl`)
const fd = openSync(file, 'w')
const m = composeMetadata({
  run_id: 'r',
  started_at: new Date(0).toISOString(),
  source_account_id: '1',
  target_account_id: '2',
  plugin_version: '0',
  checklist_refs: [],
  plan_ref: 'p',
  execution_steps_ref: 's',
  approval_mode: 'per-step',
})
writeSync(fd, m.bytes)
let head = { entries: 0, sha256: m.sha256 }
let parts: Buffer[] = []
for (let i = 0; i < N; i++) {
  const l = composeEntry(
    {
      event: 'poll-tick',
      step_id: `dp-phase2-00${i % 10}-orders-datasync-start`,
      phase_number: 2,
      poll_state: 'TRANSFERRING',
      data: {
        status: 'TRANSFERRING',
        outcome: 'running',
        progress: { done: i, total: N, unit: 'objects', percent: 12.5 },
        message: null,
      },
    },
    { head, fence: 1, nowMs: i * 1000 },
  )
  head = { entries: i + 1, sha256: l.sha256 }
  parts.push(l.bytes)
  if (parts.length === 2000) {
    writeSync(fd, Buffer.concat(parts))
    parts = []
  }
}
writeSync(fd, Buffer.concat(parts))
closeSync(fd)
async function bare() {
  let rest = Buffer.alloc(0),
    n = 0
  for await (const c of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    let chunk = c as Buffer
    if (rest.length) chunk = Buffer.concat([rest, chunk])
    let s = 0
    for (;;) {
      const i = chunk.indexOf(10, s)
      if (i < 0) break
      if (JSON.parse(chunk.toString('utf8', s, i))) n++
      s = i + 1
    }
    rest = chunk.subarray(s)
  }
  return n
}
for (let r = 0; r < 3; r++) {
  let t = performance.now()
  await bare()
  const _a = performance.now() - t
  t = performance.now()
  const _f = await foldJournal(file, 0, (s) => s + 1)
  const _b = performance.now() - t
}
rmSync(file)
