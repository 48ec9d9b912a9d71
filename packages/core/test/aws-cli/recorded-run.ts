import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RequestRecord } from '@cutover/simulator'
import { paramsOf, preview, type StepHistory, type WriteContext } from '../../src/actions/kit/definition.js'
import { actions } from '../../src/actions/registry.js'
import { fixedAwsFactory } from '../../src/aws/static-factory.js'
import type { ApprovalProvider } from '../../src/model/approvals.js'
import { sha256 } from '../../src/model/json.js'
import type { ExecutionStep } from '../../src/model/step.js'
import { tokenOf } from '../../src/run/contexts.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { fakeTerraform } from '../run/fake-terraform.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'

/** What a handler does with AWS, in the words of the fields that show it (`<part>_cmd`). */
export const PARTS = ['preview', 'execute', 'poll', 'verify', 'rollback'] as const
export type Part = (typeof PARTS)[number]

/** The orders platform, walked to its end and undone again, with the requests that each handler made. */
export interface RecordedRun {
  readonly steps: readonly ExecutionStep[]
  requestsOf(step: ExecutionStep, part: Part): readonly RequestRecord[]
}

/** The journal entry after which a step's requests belong to the next part. */
const BEGINS: Readonly<Record<string, Part>> = {
  'step-started': 'preview',
  approved: 'preview',
  executing: 'execute',
  executed: 'poll',
  'poll-tick': 'poll',
  'poll-terminal': 'verify',
}

export async function recordRun(): Promise<RecordedRun> {
  const rehearsal = await rehearsalOf('orders-platform')
  const folder = await mkdtemp(join(tmpdir(), 'cutover-recorded-'))
  try {
    await putPolicies(rehearsal)
    await walk(rehearsal, folder)
    await undo(rehearsal)
    const records = [...rehearsal.seeded.simulator.log.records]
    return {
      steps: rehearsal.steps,
      requestsOf: (step, part) => records.filter((record) => record.tag === tagOf(step, part)),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
    await rehearsal.dispose()
  }
}

function tagOf(step: Pick<ExecutionStep, 'step_id'>, part: Part): string {
  return `${step.step_id} ${part}`
}

function factoryOf({ seeded, steps }: Rehearsal) {
  const { simulator, credentials } = seeded
  const [region, source, target] = ['us-east-1', '111111111111', '222222222222']
  if (steps.length === 0) throw new Error('the example has no steps')
  return fixedAwsFactory({
    source: { accountId: source, region, credentials: credentials.source },
    target: { accountId: target, region, credentials: credentials.target },
    readAttempts: 1,
    address: { kind: 'in-process', requestHandler: simulator.requestHandler() },
  })
}

/** With a statement of its own in it, a policy is put back by the release and not deleted. */
async function putPolicies(rehearsal: Rehearsal): Promise<void> {
  const s3 = await factoryOf(rehearsal)
    .open('source', 'write', () => undefined)
    .service('s3')
  for (const Bucket of ['orders-documents', 'orders-uploads']) {
    const statement = {
      Sid: 'AuditorsRead',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:role/audit' },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await s3.putBucketPolicy({ Bucket, Policy })
  }
}

/** With a value before the one that the step puts, there is something to go back to. */
async function putEarlierValue(rehearsal: Rehearsal): Promise<void> {
  const secrets = await factoryOf(rehearsal)
    .open('target', 'write', () => undefined)
    .service('secretsmanager')
  await secrets.putSecretValue({ SecretId: 'orders/database', SecretString: 'of last year' })
}

async function walk(rehearsal: Rehearsal, folder: string): Promise<void> {
  const { run, seeded, steps } = rehearsal
  const path = join(folder, 'value')
  await writeFile(path, 'made up', { mode: 0o600 })
  const { log } = seeded.simulator
  const isLong = new Map(steps.map((step) => [step.step_id, step.long_running]))
  const yes = scriptedApprovals({ kinds: { ...YES.kinds, 'secret-file': { decision: 'file', path } } })
  const approvals: ApprovalProvider = {
    async decide(request, signal) {
      // By then terraform has made the secrets.
      if (request.kind === 'handoff') await putEarlierValue(rehearsal)
      return await yes.decide(request, signal)
    },
  }
  const { verdict } = await run(approvals, {
    observer: {
      onEvent(event) {
        if (event.kind !== 'entry') return
        const { event: name, step_id } = event.entry
        const begun = BEGINS[name]
        const part = begun === 'poll' && isLong.get(step_id) === false ? 'verify' : begun
        if (part !== undefined) log.tag(tagOf({ step_id }, part))
      },
    },
  })
  log.tag(undefined)
  if (verdict !== 'completed') throw new Error(`the example's rehearsal ended as ${verdict}`)
}

/** Takes every step back by its handler, the last one first. */
async function undo(rehearsal: Rehearsal): Promise<void> {
  const journal = await rehearsal.journal()
  const { log } = rehearsal.seeded.simulator
  for (const step of [...rehearsal.steps].reverse()) {
    const rollback = actions.get(step.action)?.rollback
    if (step.plane === 'control' || typeof rollback !== 'object') continue
    const executed = journal.find((entry) => entry.step_id === step.step_id && entry.event === 'executed')
    const receipt = executed?.event === 'executed' ? executed.data.receipt : null
    const context = writeContext(rehearsal, step, historyFrom(rehearsal, journal))
    log.tag(tagOf(step, 'rollback'))
    await rollback.run(paramsOf(step), receipt, context)
    log.tag(undefined)
    // What the inverse started (a deletion) has to be over before an earlier step is taken back.
    rehearsal.clock.advance(3_600_000)
  }
}

type Journal = Awaited<ReturnType<Rehearsal['journal']>>

function historyFrom({ steps }: Rehearsal, journal: Journal): StepHistory {
  const receiptOf = (stepId: string) => {
    const executed = journal.find((entry) => entry.step_id === stepId && entry.event === 'executed')
    return executed?.event === 'executed' ? executed.data.receipt : null
  }
  return {
    receiptOf,
    freezeOf(datastoreArn) {
      const step = steps.find((one) => one.freeze?.datastore_arn === datastoreArn)
      if (step === undefined) return null
      return { beganAtMs: 0, receipt: receiptOf(step.step_id) ?? {}, active: true }
    },
    producersOf: () => [],
  }
}

function writeContext(rehearsal: Rehearsal, step: ExecutionStep, history: StepHistory): WriteContext {
  const factory = factoryOf(rehearsal)
  const region = 'us-east-1'
  const runId = 'orders-2026-10'
  const facts = {
    runId,
    source: { accountId: '111111111111', region },
    target: { accountId: '222222222222', region },
  }
  return {
    facts,
    step,
    source: factory.open('source', 'write', () => undefined),
    target: factory.open('target', 'write', () => undefined),
    terraform: fakeTerraform(rehearsal.terraformState, () => undefined),
    dns: rehearsal.seeded.dns,
    clock: rehearsal.clock,
    history,
    files: {
      artifactPath: (suffix) => `/nowhere/${step.step_id}${suffix}`,
      provisioners: async () => [],
      readInput: async (path) => {
        throw new Error(`${path} is not needed to take a step of the example back`)
      },
    },
    signal: new AbortController().signal,
    token: sha256(`rollback of ${step.step_id}`),
    earlierTokens: [tokenOf(runId, step.step_id, 1, 'execute')],
    log: () => undefined,
    approved: preview({ observation: null, before: [], after: [] }),
    secret: null,
  }
}
