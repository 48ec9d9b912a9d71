import { createSimulator, type Simulator, type SteppedClock, steppedClock } from '@cutover/simulator'
import type {
  ActionDefinition,
  Preview,
  ReadContext,
  WriteContext,
} from '../../../src/actions/kit/definition.js'
import type { AwsAccount, AwsCallRecord, AwsFactory } from '../../../src/aws/account.js'
import { staticAwsFactory } from '../../../src/aws/static-factory.js'
import { operationOf } from '../../../src/compile/operation.js'
import type { StepFacts } from '../../../src/model/action-facts.js'
import { type JsonObject, sha256 } from '../../../src/model/json.js'
import type { DnsResolver } from '../../../src/model/ports.js'
import type { ExecutionStep, Side } from '../../../src/model/step.js'
import type { TerraformRunner } from '../../../src/terraform/runner.js'

export const SOURCE_ACCOUNT = '111111111111'
export const TARGET_ACCOUNT = '222222222222'
export const REGION = 'eu-west-1'
const START_MS = Date.UTC(2026, 2, 1, 10)

/** What a test may put in place of the bench's own. */
export type Overrides = Partial<Omit<ReadContext, 'source' | 'target'>> & { readonly tokenSeed?: string }

/** Two simulated accounts with a stepped clock, and the contexts that the engine would give a handler. */
export interface Bench {
  readonly simulator: Simulator
  readonly clock: SteppedClock
  readonly factory: AwsFactory
  readonly facts: StepFacts
  /** Every request that the contexts' clients made, as the step's logs would get it. */
  readonly calls: AwsCallRecord[]
  /** Every line that handlers logged. */
  readonly lines: string[]
  /** A mutating account, for arranging things. Its requests are not in `calls`. */
  account(side: Side): AwsAccount
  read(step: ExecutionStep, overrides?: Overrides): ReadContext
  write(
    step: ExecutionStep,
    approved: Preview,
    overrides?: Overrides & { readonly secret?: Uint8Array | null },
  ): WriteContext
  /** The accounts' state, without counters that every request moves and services that hold nothing. */
  state(): Record<string, Record<string, unknown>>
}

export function createBench(): Bench {
  const clock = steppedClock(START_MS)
  const simulator = createSimulator({ clock })
  const key = (accountId: string) => `AKIA${accountId}0000`
  const credentials = (accountId: string) => ({ accessKeyId: key(accountId), secretAccessKey: 'not-checked' })
  for (const accountId of [SOURCE_ACCOUNT, TARGET_ACCOUNT]) {
    simulator.addAccount({ accountId, ...credentials(accountId) })
  }
  const side = (accountId: string) => ({ accountId, region: REGION, credentials: credentials(accountId) })
  const factory = staticAwsFactory({
    source: side(SOURCE_ACCOUNT),
    target: side(TARGET_ACCOUNT),
    address: { kind: 'in-process', requestHandler: simulator.requestHandler() },
    readAttempts: 1,
  })
  const facts: StepFacts = {
    runId: 'run-2026-03-01',
    source: { accountId: SOURCE_ACCOUNT, region: REGION },
    target: { accountId: TARGET_ACCOUNT, region: REGION },
  }
  const calls: AwsCallRecord[] = []
  const lines: string[] = []
  const open = (which: Side, mode: 'read' | 'write') =>
    factory.open(which, mode, (call) => {
      calls.push(call)
    })
  const read = (step: ExecutionStep, overrides: Overrides = {}): ReadContext => {
    const { tokenSeed = '1', ...given } = overrides
    return {
      facts,
      step,
      source: open('source', 'read'),
      target: open('target', 'read'),
      terraform: absentTerraform,
      dns: absentDns,
      clock: {
        now: () => clock.nowMs(),
        sleep: async (ms) => {
          clock.advance(ms)
        },
      },
      history: { receiptOf: () => null, freezeOf: () => null, producersOf: () => [] },
      files: absentFiles,
      signal: new AbortController().signal,
      token: sha256(`${step.step_id}/${tokenSeed}`),
      earlierTokens: [],
      log: (line) => {
        lines.push(line)
      },
      ...given,
    }
  }
  return {
    simulator,
    clock,
    factory,
    facts,
    calls,
    lines,
    account: (which) => factory.open(which, 'write', () => {}),
    read,
    write: (step, approved, overrides = {}) => {
      const { secret = null, ...given } = overrides
      const source = open('source', 'write')
      return { ...read(step, given), source, target: open('target', 'write'), approved, secret }
    },
    state: () => withoutEmptySlices(comparable(simulator.snapshot().accounts) as Slices),
  }
}

type Slices = Record<string, Record<string, unknown>>

/** A first look makes an account's slice of a service; empty, it is no difference. */
function withoutEmptySlices(accounts: Slices): Slices {
  const isEmpty = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && Object.values(value).every(isEmpty)
  return Object.fromEntries(
    Object.entries(accounts).map(([accountId, slices]) => [
      accountId,
      Object.fromEntries(Object.entries(slices).filter(([, slice]) => !isEmpty(slice))),
    ]),
  )
}

/**
 * Without Maps: a structured clone's are of another realm than the test's, and `toEqual` throws on those. Bytes
 * become hex, for the same reason.
 */
function comparable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
  }
  if (Object.prototype.toString.call(value) === '[object Map]') {
    const entries: unknown[] = []
    Map.prototype.forEach.call(value, (member: unknown, key: unknown) => {
      entries.push([key, comparable(member)])
    })
    return entries
  }
  if (Array.isArray(value)) return value.map(comparable)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, comparable(member)]))
}

/** A compiled step of an action. */
export function stepFor(
  definition: Pick<ActionDefinition, 'name' | 'compiles'>,
  params: JsonObject,
): ExecutionStep {
  const step = {
    step_id: `dp-phase2-001-${definition.name}`,
    plane: 'data',
    phase_number: 2,
    phase_name: 'Data',
    checklist_item_id: 'item-1',
    checklist_item_ids: ['item-1'],
    description: `conformance of ${definition.name}`,
    resource_arn: 'arn:aws:none',
    resource_type: 'AWS::None',
    resource_name: 'none',
    tool: 'aws-sdk',
    preview_cmd: null,
    execute_cmd: null,
    verify_cmd: null,
    verify_success_pattern: null,
    rollback_cmd: null,
    requires: [],
    long_running: false,
    poll_cmd: null,
    poll_interval_seconds: 60,
    poll_terminal_states: [],
    risk: operationOf(definition.name, definition.compiles).means.risk,
    approval_required: true,
    irreversible: false,
    irreversible_reason: null,
    owner_team: null,
    estimated_seconds: 0,
    time_box_minutes: null,
    rollback_window_minutes: null,
    plan_rollback: [],
    freeze: null,
    notes: [],
    action: definition.name,
    params,
  } satisfies ExecutionStep
  return step
}

const absent = (what: string) => async (): Promise<never> => {
  throw new Error(`the bench has no ${what}; give the case one through its overrides`)
}
const absentTerraform: TerraformRunner = {
  check: absent('terraform'),
  plan: absent('terraform'),
  apply: absent('terraform'),
  planAll: absent('terraform'),
  stateList: absent('terraform'),
  survivor: async () => null,
}
const absentDns: DnsResolver = { resolve: absent('resolver'), publicResolvers: [] }
const absentFiles: ReadContext['files'] = {
  artifactPath: (suffix) => `/nowhere/step${suffix}`,
  provisioners: async () => [],
  readInput: absent('files'),
}
