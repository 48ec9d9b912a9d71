import type { Static, TObject } from 'typebox'
import type {
  ActionDefinition,
  Preview,
  ReadContext,
  Receipt,
  StepHistory,
  WriteContext,
} from '../../../src/actions/kit/definition.js'
import { actions } from '../../../src/actions/registry.js'
import type { AwsAccount } from '../../../src/aws/account.js'
import { staticAwsFactory } from '../../../src/aws/static-factory.js'
import { produces } from '../../../src/compile/operation.js'
import { sha256 } from '../../../src/model/json.js'
import type { DnsResolver } from '../../../src/model/ports.js'
import type { ExecutionStep, Side } from '../../../src/model/step.js'
import { type Bench, createBench, REGION, SOURCE_ACCOUNT, stepFor, TARGET_ACCOUNT } from './bench.js'

type Freeze = NonNullable<ReturnType<StepHistory['freezeOf']>>
type HistoryEntry = ReturnType<StepHistory['producersOf']>[number]

/** A bench for tests that play several actions one after the other, with what each finds of the others. */
export interface Stage {
  readonly bench: Bench
  /** What earlier steps left behind; tests fill it in. */
  readonly freezes: Map<string, Freeze>
  readonly receipts: Map<string, Receipt>
  readonly succeeded: HistoryEntry[]
  /** Files of the run directory, by relative path. */
  readonly files: Map<string, string>
  dns: DnsResolver
  /** The account as somebody else sees it: another role or user. */
  as(side: Side, principal: string): AwsAccount
  read(attempt?: number, signal?: AbortSignal): ReadContext
  write(approved: Preview, attempt?: number, signal?: AbortSignal): WriteContext
}

const step = stepFor({ name: 'under-test', compiles: { role: 'people' } }, {})

export function stage(): Stage {
  const bench = createBench()
  const made: Stage = {
    bench,
    freezes: new Map(),
    receipts: new Map(),
    succeeded: [],
    files: new Map(),
    dns: { publicResolvers: [], resolve: async () => ({ values: [], ttlSeconds: null }) },
    as: (side, principal) => accountAs(bench, side, principal),
    read: (attempt = 1, signal = new AbortController().signal) =>
      bench.read(step, overrides(made, attempt, signal)),
    write: (approved, attempt = 1, signal = new AbortController().signal) =>
      bench.write(step, approved, overrides(made, attempt, signal)),
  }
  return made
}

function leaves({ action }: ExecutionStep, artifact: string): boolean {
  const definition = actions.get(action)
  return definition !== undefined && produces(definition.compiles, artifact)
}

function overrides(on: Stage, attempt: number, signal: AbortSignal): Partial<ReadContext> {
  return {
    dns: on.dns,
    history: {
      receiptOf: (stepId) => on.receipts.get(stepId) ?? null,
      freezeOf: (arn) => on.freezes.get(arn) ?? null,
      producersOf: (artifact) => on.succeeded.filter(({ step }) => leaves(step, artifact)),
    },
    files: {
      artifactPath: (suffix) => `/nowhere/${step.step_id}${suffix}`,
      provisioners: async () => [],
      async readInput(path) {
        const text = on.files.get(path)
        if (text === undefined) throw new Error(`no file ${path}`)
        return new TextEncoder().encode(text)
      },
    },
    signal,
    token: tokenOf(attempt),
    earlierTokens: Array.from({ length: attempt - 1 }, (_, index) => tokenOf(index + 1)),
  }
}

export function tokenOf(attempt: number): string {
  return sha256(`${step.step_id}, attempt ${attempt}`)
}

function accountAs({ simulator }: Bench, side: Side, principal: string): AwsAccount {
  const account = (accountId: string) => {
    const principalArn = `arn:aws:iam::${accountId}:${principal}`
    const accessKeyId = `AKIA${sha256(principalArn).slice(0, 16).toUpperCase()}`
    const credentials = { accessKeyId, secretAccessKey: 'not-checked' }
    simulator.addAccount({ accountId, principalArn, ...credentials })
    return { accountId, region: REGION, credentials }
  }
  const factory = staticAwsFactory({
    source: account(SOURCE_ACCOUNT),
    target: account(TARGET_ACCOUNT),
    address: { kind: 'in-process', requestHandler: simulator.requestHandler() },
    readAttempts: 1,
  })
  return factory.open(side, 'write', () => {})
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

/** The operations that had an effect after the mark, whoever asked for them. */
export function mutations(on: Stage, since = 0): readonly string[] {
  return on.bench.simulator.log
    .mutations()
    .filter((record) => record.sequence > since)
    .map((record) => record.operation)
}

/** Where the request log is now. */
export function mark(on: Stage): number {
  return on.bench.simulator.log.records.at(-1)?.sequence ?? 0
}

/** Passed as the engine defines it: there are checks, and all are ok. */
export async function passed(
  verification: Promise<{ readonly checks: readonly { readonly ok: boolean }[] }>,
): Promise<boolean> {
  const { checks } = await verification
  return checks.length > 0 && checks.every((check) => check.ok)
}
