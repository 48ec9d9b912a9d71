import { NAMES_OF_RESENDS } from '../../aws/classify.js'
import type { EntryFacts } from '../../engine/entry-facts.js'
import type { Next } from '../../engine/next.js'
import {
  type Check,
  DONE,
  type EntryOf,
  type Expected,
  holds,
  maybe,
  one,
  oneOf,
  type Script,
  STOPS,
} from '../../engine/script.js'
import { assertNever } from '../../model/assert-never.js'
import type { ExecutionStep } from '../../model/step.js'
import { probeEntries } from '../probe-entries.js'
import { failedEntry } from './look-entries.js'
import { passedEntry } from './verify-entries.js'

type Execute = Extract<Next, { kind: 'execute' }>

/** What `execute` appends: a yes that is void, a state that is there already, or the intent and its result. */
export function executeEntries(next: Execute, facts: EntryFacts): Script {
  const { step, hash } = next
  const id = step.step_id
  const sending = intentEntry(next, facts, 1)
  return oneOf(
    sending,
    one(
      'approval-invalidated',
      id,
      DONE,
      holds(({ data }) => data.shown_hash === hash, 'it voids another approval than was given'),
    ),
    failedEntry(step, 'preview'),
    failedEntry(step, 'verify'),
    passedEntry(step),
    ...(step.irreversible ? probeEntries(oneOf(sending)).next : []),
    ...(facts.needsSecretFile(step) ? declined(step) : []),
  )
}

/** No file with the secret was given. */
function declined({ step_id }: ExecutionStep): readonly Expected[] {
  return [
    one(
      'skipped',
      step_id,
      DONE,
      holds(({ data }) => data.decision === 'skip', 'it is no skip'),
    ),
    one(
      'aborted',
      step_id,
      DONE,
      holds(({ data }) => data.decision === 'abort', 'it is no abort'),
    ),
  ]
}

/** The intent of the first sending, or of the one automatic re-send. */
function intentEntry(next: Execute, facts: EntryFacts, sends: 1 | 2): Expected {
  const { step, hash, attempt } = next
  const token = facts.tokenOf(step, attempt, 'execute')
  return one(
    'executing',
    step.step_id,
    oneOf(resultEntry(next, facts, sends)),
    intent(step, facts, { kind: 'execute', token, attempt }),
    holds(({ data }) => data.observation_hash === hash, 'it executes something else than was approved'),
  )
}

function resultEntry(next: Execute, facts: EntryFacts, sends: 1 | 2): Expected {
  const { step, attempt } = next
  return one(
    'executed',
    step.step_id,
    ({ data }) => {
      if (data.ok || data.in_doubt) return DONE
      if (data.credentials === true) return STOPS
      return sends === 1 && mayBeSentAgain(data) ? maybe(intentEntry(next, facts, 2)) : DONE
    },
    result({ kind: 'execute', token: facts.tokenOf(step, attempt, 'execute'), attempt }),
  )
}

/** AWS said that it did nothing, and that it may be asked again. */
function mayBeSentAgain({ error }: EntryOf<'executed'>['data']): boolean {
  return (
    error !== null && [error.name, error.code].some((name) => name !== null && NAMES_OF_RESENDS.has(name))
  )
}

interface Attempt {
  readonly kind: 'execute' | 'rollback' | 'cancel'
  readonly token: string
  readonly attempt: number
}

/** An `executing` is this attempt, in the step's account. */
export function intent(step: ExecutionStep, facts: EntryFacts, wanted: Attempt): Check<'executing'> {
  const account = facts.accountOf(step)
  return ({ data }) => {
    if (data.kind !== wanted.kind) return `it executes a ${data.kind}, and the engine a ${wanted.kind}`
    if (data.attempt !== wanted.attempt)
      return `it is attempt ${data.attempt}, and this would be ${wanted.attempt}`
    if (data.token !== wanted.token) return 'its token is not that of this attempt'
    if (account !== null && data.account !== account)
      return `it is sent to account ${data.account}, and the step belongs to ${account}`
    return callsOf(step, facts, wanted.kind).includes(data.call) ? null : 'its call is not that of its step'
  }
}

function callsOf(step: ExecutionStep, facts: EntryFacts, kind: Attempt['kind']): readonly string[] {
  switch (kind) {
    case 'execute':
      return facts.textsOf(step.execute_cmd)
    case 'rollback':
      return facts.textsOf(step.rollback_cmd)
    case 'cancel':
      return [`cancel the job of ${step.step_id}`]
    default:
      return assertNever(kind)
  }
}

/** An `executed` is the result of this attempt. */
export function result(
  wanted: Omit<Attempt, 'kind'> & { readonly kind: 'execute' | 'cancel' },
): Check<'executed'> {
  return ({ data }) => {
    if (data.kind !== wanted.kind) return `it is the result of a ${data.kind}`
    if (data.attempt !== wanted.attempt || data.token !== wanted.token)
      return 'it is the result of another attempt than the one before it'
    return data.ok === (data.error === null) ? null : 'it says that it worked, and with which error it failed'
  }
}
