import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApprovalRequest, FreezeClock } from '../../src/model/approvals.js'
import type { ExecutionSummary } from '../../src/model/summary.js'
import { type ScriptedAnswers, scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, readJson, rehearsalOf, YES } from '../run/rehearsal.js'
import { secretFile } from '../support/secret-file.js'

const MINUTE = 60_000
const UPLOADS = 'arn:aws:s3:::orders-uploads'
const DOCUMENTS = 'arn:aws:s3:::orders-documents'

/** The clocks that a question shows; null for the questions about the run as a whole. */
function clocksOf(request: ApprovalRequest): readonly FreezeClock[] | null {
  if (request.kind === 'plan') return null
  if (request.kind === 'resume') return request.question?.freezes ?? null
  return request.freezes
}

/** When a datastore was frozen and released, as the journal has it (ms since the epoch). */
async function windowOf(rehearsal: Rehearsal, datastoreArn: string) {
  const at = { began: Number.NaN, released: Number.NaN }
  for (const entry of await rehearsal.journal()) {
    if (entry.event === 'freeze-began' && entry.data.datastore_arn === datastoreArn)
      at.began = Date.parse(entry.at)
    if (entry.event === 'freeze-released' && entry.data.datastore_arn === datastoreArn)
      at.released = Date.parse(entry.at)
  }
  return at
}

interface Seen {
  readonly atMs: number
  readonly request: ApprovalRequest
}

describe('freeze clocks over a halt and a resume', () => {
  let rehearsal: Rehearsal
  let beforeHalt: readonly Seen[]
  let afterHalt: readonly Seen[]
  let halted: ExecutionSummary
  let done: ExecutionSummary
  let haltedReport: string
  let report: string

  const read = async () => ({
    summary: (await readJson(join(rehearsal.directory, 'execution-summary.json'))) as ExecutionSummary,
    report: await readFile(join(rehearsal.directory, 'execution-report.md'), 'utf8'),
  })

  beforeAll(async () => {
    rehearsal = await rehearsalOf('orders-platform')
    const secret = await secretFile()
    const swap = rehearsal.steps.find((step) => step.irreversible)?.step_id ?? ''
    const run = async (resume: boolean) => {
      const seen: Seen[] = []
      const script = scriptedApprovals({
        kinds: {
          ...YES.kinds,
          'secret-file': { decision: 'file', path: secret.path },
          resume: { decision: 'retry' },
          step: ({ step }) => {
            // Twenty minutes pass while somebody thinks about each step by hand after the freezes.
            if (step.phase_number >= 4 && step.plane === 'data' && step.action === 'manual-decision')
              rehearsal.clock.advance(20 * MINUTE)
            // Nobody answers the swap at first.
            return step.step_id === swap && !resume ? undefined : { decision: 'approve' }
          },
        },
      })
      const result = await rehearsal.run(
        {
          decide: (request, signal) => {
            seen.push({ atMs: rehearsal.clock.now(), request })
            return script.decide(request, signal)
          },
        },
        { resume },
      )
      return { result, seen }
    }
    const first = await run(false)
    expect(first.result).toMatchObject({ verdict: 'halted', haltCause: 'approval', haltStepId: swap })
    beforeHalt = first.seen
    ;({ summary: halted, report: haltedReport } = await read())
    rehearsal.clock.advance(90 * MINUTE)
    const { result, seen } = await run(true)
    expect({ verdict: result.verdict, why: result.haltReason }).toEqual({ verdict: 'completed', why: null })
    afterHalt = seen
    ;({ summary: done, report } = await read())
    await secret.remove()
  })
  afterAll(() => rehearsal.dispose())

  test('count from the freeze’s success to its release, whatever process is alive', async () => {
    for (const arn of [UPLOADS, DOCUMENTS]) {
      const { began, released } = await windowOf(rehearsal, arn)
      const all = [...beforeHalt, ...afterHalt]
      expect(all.length).toBeGreaterThan(40)
      for (const { atMs, request } of all) {
        const clock = clocksOf(request)?.find(({ datastoreArn }) => datastoreArn === arn)
        // The virtual clock can stand still between the freeze and a question.
        if (atMs === began || atMs === released) continue
        const active = atMs > began && !(atMs > released)
        if (!active || clocksOf(request) === null) expect(clock).toBeUndefined()
        else expect(clock).toMatchObject({ sinceMs: began, elapsedMs: atMs - began })
      }
    }
  })

  test('say exceeded on every question from the moment on, and on none before', () => {
    const questions = [...beforeHalt, ...afterHalt].flatMap(({ request }) => clocksOf(request) ?? [])
    for (const clock of questions) expect(clock.exceeded).toBe(clock.elapsedMs > clock.allowedMs)
    const allowed = new Map(questions.map(({ datastoreArn, allowedMs }) => [datastoreArn, allowedMs]))
    expect(Object.fromEntries(allowed)).toEqual({ [UPLOADS]: 45 * MINUTE, [DOCUMENTS]: 120 * MINUTE })
    const exceeded = (some: readonly Seen[], arn: string) =>
      some.flatMap(({ request }) =>
        (clocksOf(request) ?? []).filter((c) => c.datastoreArn === arn).map((c) => c.exceeded),
      )
    // The halt itself took longer than the documents may be frozen.
    expect(exceeded(beforeHalt, DOCUMENTS)).toContain(false)
    expect(exceeded(beforeHalt, DOCUMENTS)).not.toContain(true)
    expect(exceeded(afterHalt, DOCUMENTS).length).toBeGreaterThan(3)
    expect(exceeded(afterHalt, DOCUMENTS)).not.toContain(false)
    expect(exceeded(afterHalt, UPLOADS)).not.toContain(false)
  })

  test('are in the report of the halt, as still frozen and since when', async () => {
    for (const arn of [UPLOADS, DOCUMENTS]) {
      const since = new Date((await windowOf(rehearsal, arn)).began).toISOString()
      expect(halted.freezes).toContainEqual(
        expect.objectContaining({ datastore_arn: arn, began_at: since, released_at: null }),
      )
      expect(halted.warnings.join('\n')).toContain(`${arn} is still frozen, since ${since}.`)
      expect(haltedReport).toContain(arn)
    }
  })

  test('are in the last report with their real lengths, and loud where exceeded', async () => {
    for (const arn of [UPLOADS, DOCUMENTS]) {
      const { began, released } = await windowOf(rehearsal, arn)
      expect(done.freezes).toContainEqual({
        datastore_arn: arn,
        state: 'released',
        lift_by_hand: [],
        began_at: new Date(began).toISOString(),
        released_at: new Date(released).toISOString(),
        elapsed_seconds: Math.round((released - began) / 1000),
        allowed_minutes: arn === UPLOADS ? 45 : 120,
        exceeded: true,
      })
    }
    expect(report.match(/EXCEEDED/g)).toHaveLength(2)
  })
})

describe('an exceeded freeze', () => {
  let rehearsal: Rehearsal
  let release: string
  beforeEach(async () => {
    rehearsal = await rehearsalOf('minimal')
    release = rehearsal.steps.find((step) => step.action === 'release-freeze')?.step_id ?? ''
  })
  afterEach(() => rehearsal.dispose())

  test('is in the failure dialog too', async () => {
    rehearsal.seeded.simulator.faults.add({
      match: { service: 's3', operation: 'DeleteBucketPolicy' },
      fault: { kind: 'deny' },
      times: 1,
    })
    const script: ScriptedAnswers = {
      kinds: { ...YES.kinds, failure: [{ decision: 'retry' }] },
      steps: {
        [release]: {
          step: () => {
            rehearsal.clock.advance(600 * MINUTE)
            return { decision: 'approve' }
          },
        },
      },
    }
    const approvals = scriptedApprovals(script)
    expect((await rehearsal.run(approvals)).verdict).toBe('completed')
    expect(approvals.of('failure')[0]?.freezes).toMatchObject([{ exceeded: true }])
    expect(approvals.of('step').at(-1)?.freezes).toHaveLength(1)
  })

  test('is loud when an aborted run is gone on with, where no step is asked about yet', async () => {
    await rehearsal.run(scriptedApprovals({ ...YES, steps: { [release]: { step: { decision: 'abort' } } } }))
    rehearsal.clock.advance(600 * MINUTE)
    const approvals = scriptedApprovals({ kinds: { ...YES.kinds, resume: { decision: 'stop' } } })
    await rehearsal.run(approvals, { resume: true })
    const [asked] = approvals.of('resume')
    expect(asked?.question).toBeNull()
    expect(asked?.evidence).toEqual([
      expect.stringMatching(/^OVER ITS TIME by \d+ min: arn:aws:s3:::\S+ is frozen, for \d+ of \d+ min$/),
    ])
  })

  test('is never released by itself: an abort leaves it, and says so', async () => {
    const approvals = scriptedApprovals({ ...YES, steps: { [release]: { step: { decision: 'abort' } } } })
    const result = await rehearsal.run(approvals)
    expect(result).toMatchObject({ verdict: 'aborted', haltStepId: release })
    expect(result.summary?.freezes).toMatchObject([{ released_at: null }])
    expect(result.summary?.warnings.join('\n')).toMatch(/is still frozen, since/)
    const operations = rehearsal.seeded.simulator.log.mutations().map((record) => record.operation)
    expect(operations).not.toContain('DeleteBucketPolicy')
  })
})
