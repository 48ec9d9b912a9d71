import { join } from 'node:path'
import type { Preview, ReadContext, Receipt, StepHistory, WriteContext } from '../actions/kit/definition.js'
import type { AwsCallRecord } from '../aws/account.js'
import { scrubText } from '../aws/scrub.js'
import { produces } from '../compile/operation.js'
import { sha256 } from '../model/json.js'
import type { ExecutionStep } from '../model/step.js'
import { safeReadInput } from '../rundir/safe-read.js'
import { installedModules } from '../terraform/configuration/installed-modules.js'
import { provisionersOf } from '../terraform/configuration/provisioners.js'
import { readConfiguration } from '../terraform/configuration/read-configuration.js'
import { recordOf, type Session } from './session.js'

/**
 * The token of one attempt: deterministic, so that a re-send after a crash carries the same one and AWS can
 * tell that it is the same request.
 */
export function tokenOf(
  runId: string,
  stepId: string,
  attempt: number,
  kind: 'execute' | 'rollback',
): string {
  return sha256(`cutover/${runId}/${stepId}/${attempt}/${kind}`)
}

/** What a handler may read with. `attempt` is the attempt that is, or would be, under way. */
export function readContext(session: Session, step: ExecutionStep, attempt?: number): ReadContext {
  const record = recordOf(session, step)
  const current = attempt ?? Math.max(1, record.tokens.length)
  const onCall = callLog(session, step)
  return {
    facts: session.facts,
    step,
    source: session.aws.open('source', 'read', onCall),
    target: session.aws.open('target', 'read', onCall),
    terraform: session.terraform,
    dns: session.dns,
    clock: session.clock,
    history: historyOf(session),
    files: filesOf(session, step),
    signal: session.controls.killed,
    token: tokenOf(session.facts.runId, step.step_id, current, 'execute'),
    earlierTokens: record.tokens.slice(0, Math.max(0, current - 1)),
    log(line) {
      session.logs.out(step.step_id, line)
      session.observer.onEvent({ kind: 'output', stepId: step.step_id, stream: 'stdout', text: line })
    },
  }
}

/** What a handler may change AWS with: only made after a yes was journaled. */
export function writeContext(
  session: Session,
  step: ExecutionStep,
  options: {
    readonly attempt: number
    readonly kind: 'execute' | 'rollback'
    readonly approved: Preview
    readonly secret: Uint8Array | null
  },
): WriteContext {
  const onCall = callLog(session, step)
  const read = readContext(session, step, options.attempt)
  return {
    ...read,
    // A rollback undoes what any attempt did, the last one included.
    earlierTokens: options.kind === 'rollback' ? recordOf(session, step).tokens : read.earlierTokens,
    source: session.aws.open('source', 'write', onCall),
    target: session.aws.open('target', 'write', onCall),
    token: tokenOf(session.facts.runId, step.step_id, options.attempt, options.kind),
    approved: options.approved,
    secret: options.secret,
  }
}

/** Requests go to the step's log, without what AWS may have repeated of a secret. */
function callLog(session: Session, step: ExecutionStep): (call: AwsCallRecord) => void {
  return (call) => {
    const { error } = call
    const scrubbed = error && {
      ...error,
      message: scrubText(error.message, [...session.memory.secretsInFlight]),
    }
    session.logs.call(step.step_id, scrubbed === undefined ? call : { ...call, error: scrubbed })
  }
}

function historyOf(session: Session): StepHistory {
  const { state, plan } = session
  const receiptOf = (stepId: string): Receipt | null => {
    const record = state.steps.get(stepId)
    return record?.phase.kind === 'succeeded' ? withObserved(record.phase.receipt, record.observed) : null
  }
  return {
    receiptOf,
    freezeOf(datastoreArn) {
      const freeze = state.freezes.get(datastoreArn)
      if (freeze === undefined) return null
      const receipt = state.steps.get(freeze.stepId)?.receipt ?? {}
      return { beganAtMs: freeze.sinceMs, receipt, active: freeze.endedAtMs === null }
    },
    producersOf: (artifact) =>
      plan.steps
        .filter((step) => leaves(session, step, artifact))
        .filter((step) => state.steps.get(step.step_id)?.phase.kind === 'succeeded')
        .map((step) => ({ step, receipt: receiptOf(step.step_id) })),
  }
}

function leaves(session: Session, { action }: ExecutionStep, artifact: string): boolean {
  const definition = session.definitionOf(action)
  return definition !== undefined && produces(definition.compiles, artifact)
}

/** A later step sees an earlier one's receipt together with what its verification counted. */
function withObserved(receipt: Receipt | null, observed: Receipt | null): Receipt | null {
  return observed === null ? receipt : { ...receipt, observed }
}

function filesOf(session: Session, step: ExecutionStep): ReadContext['files'] {
  return {
    artifactPath: (suffix) => {
      session.folders.assertSame()
      return join(session.folders.execution.path, `${step.step_id}${suffix}`)
    },
    readInput: (path) => safeReadInput(session.inputDirectory, path),
    async provisioners(modules) {
      const installed = await installedModules(session.inputDirectory)
      return provisionersOf(await readConfiguration(session.inputDirectory, installed), modules)
    },
  }
}
