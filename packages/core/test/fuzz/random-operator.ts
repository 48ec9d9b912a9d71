import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  ApprovalKind,
  ApprovalProvider,
  ApprovalRequest,
  DecisionFor,
  RequestFor,
} from '../../src/model/approvals.js'
import { assertNever } from '../../src/model/assert-never.js'
import { CANARY, type Machine } from '../crash/machine.js'
import type { Chaos } from './chaos.js'
import type { Random } from './random.js'

/** So many questions in one process mean that it goes round in circles. */
const MAX_QUESTIONS = 400

/** Keeps count over the processes of one seed. */
export interface Asked {
  questions: number
  /** What must not happen while asking, in words. */
  readonly problems: string[]
}

export function newAsked(): Asked {
  return { questions: 0, problems: [] }
}

/** A person who may answer anything, now and then something that is no answer at all. */
export function randomOperator(
  machine: Machine,
  random: Random,
  asked: Asked,
  whileThinking: Chaos['whileThinking'],
): ApprovalProvider {
  return providerOf(asked, (request) => {
    if (request.kind === 'step' && random.chance(0.15)) whileThinking?.(machine.seeded.simulator.world)
    if (random.chance(0.02)) throw new Error('the terminal is gone')
    if (random.chance(0.02))
      return random.pick([null, 'approve', {}, { decision: 'yes' }, { decision: true }])
    return randomAnswer(machine, random, request)
  })
}

/** A person who wants no more than to leave: nothing else is begun, and the run ends. */
export function leavingOperator(asked: Asked): ApprovalProvider {
  return providerOf(asked, (request) => {
    switch (request.kind) {
      case 'plan':
        return { decision: 'no-go' }
      case 'handoff':
      case 'poll-unknown':
        return { decision: 'stop' }
      default:
        return { decision: 'abort' }
    }
  })
}

/** Counts, and looks for the secret in what is shown. */
export function providerOf(asked: Asked, answer: (request: ApprovalRequest) => unknown): ApprovalProvider {
  let questions = 0
  return {
    async decide<K extends ApprovalKind>(request: RequestFor<K>, signal: AbortSignal) {
      signal.throwIfAborted()
      asked.questions += 1
      questions += 1
      if (JSON.stringify(request).includes(CANARY))
        asked.problems.push(`a ${request.kind} question shows the secret`)
      if (questions === MAX_QUESTIONS) {
        asked.problems.push(`more than ${MAX_QUESTIONS} questions; the last was ${request.kind}`)
        throw new Error('enough')
      }
      return answer(request) as DecisionFor<K>
    },
  }
}

function randomAnswer(machine: Machine, random: Random, request: ApprovalRequest): unknown {
  switch (request.kind) {
    case 'plan':
      return { decision: random.weighted({ go: 15, 'no-go': 1 }) }
    case 'step':
      return { decision: offered(random, request.choices, { approve: 40, recheck: 3, skip: 3, abort: 1 }) }
    case 'irreversible':
      return random.weighted({ right: 8, wrong: 1, back: 1, abort: 0.3 } as const) === 'right'
        ? { decision: 'confirm', typed: request.typeToConfirm }
        : random.pick([
            { decision: 'confirm', typed: 'something else' },
            { decision: 'back' },
            { decision: 'abort' },
          ])
    case 'handoff':
      return random.chance(0.8)
        ? { decision: 'confirm', confirmed: request.criteria, policyAttached: true }
        : random.pick([
            { decision: 'confirm', confirmed: [], policyAttached: true },
            { decision: 'confirm', confirmed: request.criteria, policyAttached: false },
            { decision: 'recheck' },
            { decision: 'stop' },
          ])
    case 'failure':
      return {
        decision: offered(random, request.choices, {
          retry: 6,
          'rollback-and-continue': 3,
          'rollback-and-stop': 2,
          stop: 2,
          abort: 1,
        }),
      }
    case 'after-rollback':
      return {
        decision: offered(random, request.choices, { 'retry-rollback': 4, continue: 2, stop: 2, abort: 1 }),
      }
    case 'resume':
      return {
        decision: offered(random, request.choices, {
          continue: 8,
          retry: 6,
          skip: 1,
          rollback: 3,
          stop: 1,
          abort: 0.5,
        }),
      }
    case 'poll-unknown':
      return { decision: random.weighted({ 'keep-waiting': 5, 'cancel-job': 3, stop: 1 }) }
    case 'secret-file':
      return secretAnswer(machine, random)
    default:
      return assertNever(request)
  }
}

function offered<C extends string>(
  random: Random,
  choices: readonly C[],
  weights: Readonly<Record<C, number>>,
): C {
  const open = choices.map((choice) => [choice, weights[choice]] as const)
  return random.weighted<C>(Object.fromEntries(open) as Record<C, number>)
}

function secretAnswer(machine: Machine, random: Random): unknown {
  switch (random.weighted({ right: 10, absent: 1, folder: 1, loose: 1, skip: 1, abort: 0.5 } as const)) {
    case 'right':
      return { decision: 'file', path: machine.secretFile }
    case 'absent':
      return { decision: 'file', path: `${machine.secretFile}.absent` }
    case 'folder':
      return { decision: 'file', path: machine.directory }
    case 'loose': {
      const path = join(machine.directory, '..', 'loose.json')
      writeFileSync(path, JSON.stringify({ password: CANARY }))
      chmodSync(path, 0o644)
      return { decision: 'file', path, insist: random.chance(0.5) }
    }
    case 'skip':
      return { decision: 'skip' }
    case 'abort':
      return { decision: 'abort' }
  }
}
