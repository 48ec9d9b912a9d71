import { createSimulator, type Simulator, type SteppedClock } from '@cutover/simulator'
import type { Static, TObject } from 'typebox'
import type {
  ActionDefinition,
  Preview,
  ReadContext,
  Receipt,
  StepHistory,
  WriteContext,
} from '../../src/actions/definition.js'
import type { AwsFactory } from '../../src/aws/account.js'
import { staticAwsFactory } from '../../src/aws/static-factory.js'
import type { StepFacts } from '../../src/model/action-facts.js'
import { sha256 } from '../../src/model/json.js'
import type { DnsResolver } from '../../src/model/ports.js'
import type { ExecutionStep } from '../../src/model/step.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'

export const SOURCE = '111111111111'
export const TARGET = '222222222222'
export const REGION = 'us-east-1'
export const FACTS: StepFacts = {
  runId: 'orders-2026-10',
  source: { accountId: SOURCE, region: REGION },
  target: { accountId: TARGET, region: REGION },
}
const EXECUTOR = 'role/cutover/executor'

/** Two simulated accounts, and one action at a time played on them as the engine would. */
export interface Stage {
  readonly sim: Simulator
  readonly clock: SteppedClock
  /** What earlier steps left behind; tests fill it in. */
  readonly history: { freezes: Map<string, Freeze>; receipts: Map<string, Receipt>; steps: HistoryEntry[] }
  /** Files of the run directory, by relative path. */
  readonly files: Map<string, string>
  dns: DnsResolver
  /** Clients as a person at the console would have them: outside the run. */
  readonly console: AwsFactory
  /** Where a person who is none of the executor's roles stands, in the source account. */
  readonly application: AwsFactory
  read(attempt?: number, signal?: AbortSignal): ReadContext
  write(approved: Preview, attempt?: number, signal?: AbortSignal): WriteContext
}
type Freeze = NonNullable<ReturnType<StepHistory['freezeOf']>>
type HistoryEntry = ReturnType<StepHistory['succeeded']>[number]

export function stage(): Stage {
  const sim = createSimulator()
  const clock = sim.clock as SteppedClock
  const accounts = (names: readonly [source: string, target: string]): AwsFactory => {
    const keyed = ([SOURCE, TARGET] as const).map((accountId, index) => {
      const principalArn = `arn:aws:iam::${accountId}:${names[index] ?? ''}`
      const accessKeyId = `AKIA${sha256(principalArn).slice(0, 16).toUpperCase()}`
      const secretAccessKey = 'not-checked-by-the-simulator'
      sim.addAccount({ accountId, accessKeyId, secretAccessKey, principalArn })
      return { accountId, region: REGION, credentials: { accessKeyId, secretAccessKey } }
    })
    const [source, target] = keyed
    if (source === undefined || target === undefined) throw new Error('two accounts are needed')
    const address = { kind: 'in-process', requestHandler: sim.requestHandler() } as const
    return staticAwsFactory({ source, target, address, readAttempts: 1 })
  }
  const executor = accounts([EXECUTOR, EXECUTOR])
  const made: Stage = {
    sim,
    clock,
    history: { freezes: new Map(), receipts: new Map(), steps: [] },
    files: new Map(),
    dns: { publicResolvers: [], resolve: async () => ({ values: [], ttlSeconds: null }) },
    console: accounts(['root', 'root']),
    application: accounts(['role/orders-api', 'role/orders-api']),
    read: (attempt = 1, signal = new AbortController().signal) =>
      readContext(made, executor, attempt, signal),
    write: (approved, attempt = 1, signal = new AbortController().signal) => ({
      ...readContext(made, executor, attempt, signal),
      source: executor.open('source', 'write', () => {}),
      target: executor.open('target', 'write', () => {}),
      approved,
      secret: null,
    }),
  }
  return made
}

export function tokenOf(attempt: number): string {
  return sha256(`the step under test, attempt ${attempt}`)
}

function readContext(on: Stage, aws: AwsFactory, attempt: number, signal: AbortSignal): ReadContext {
  const { history } = on
  return {
    facts: FACTS,
    step: { step_id: 'dp-phase4-001-under-test' } as ExecutionStep,
    source: aws.open('source', 'read', () => {}),
    target: aws.open('target', 'read', () => {}),
    // No action of these tests runs Terraform; touching it fails loudly.
    terraform: undefined as unknown as TerraformRunner,
    dns: on.dns,
    clock: { now: () => on.clock.nowMs(), sleep: async () => {} },
    history: {
      receiptOf: (stepId) => history.receipts.get(stepId) ?? null,
      freezeOf: (arn) => history.freezes.get(arn) ?? null,
      succeeded: (action) => history.steps.filter(({ step }) => step.action === action),
    },
    files: {
      artifactPath: (suffix) => `/nowhere/dp-phase4-001-under-test${suffix}`,
      async readInput(path) {
        const text = on.files.get(path)
        if (text === undefined) throw new Error(`no file ${path}`)
        return new TextEncoder().encode(text)
      },
    },
    signal,
    token: tokenOf(attempt),
    earlierTokens: Array.from({ length: attempt - 1 }, (_, index) => tokenOf(index + 1)),
    log: () => {},
  }
}

/** Preview, approve, execute: as the engine does when nothing goes wrong. */
export async function play<P extends TObject>(
  on: Stage,
  action: ActionDefinition<P>,
  params: Static<P>,
  attempt = 1,
): Promise<Receipt> {
  const seen = await action.preview(params, on.read(attempt))
  if (seen.blockers.length > 0) throw new Error(`blocked: ${seen.blockers.join(' ')}`)
  return action.execute(params, on.write(seen, attempt))
}

/** The mutations that had an effect, made with the executor's keys or anybody's; console set-up included. */
export function mutations(on: Stage, since = 0): readonly string[] {
  return on.sim.log
    .mutations()
    .filter((record) => record.sequence > since)
    .map((record) => record.operation)
}

/** Where the request log is now. */
export function mark(on: Stage): number {
  return on.sim.log.records.at(-1)?.sequence ?? 0
}
