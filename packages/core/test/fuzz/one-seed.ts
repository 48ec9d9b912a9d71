import { existsSync } from 'node:fs'
import { foldJournal, type JournalEntry } from '@cutover/journal'
import { evolve } from '../../src/engine/evolve.js'
import { initialState, type RunState } from '../../src/engine/state.js'
import { verifyRun } from '../../src/run/verify-run.js'
import { steadyOperator } from '../crash/operator.js'
import type { Outcome } from '../crash/process.js'
import { chaosOf } from './chaos.js'
import { journalProblems } from './journal-rules.js'
import { fateOf, oneProcess, UNDISTURBED } from './one-process.js'
import { type Random, randomFrom } from './random.js'
import { leavingOperator, newAsked, providerOf, randomOperator } from './random-operator.js'
import type { Scene } from './scene.js'
import { Watch } from './watch.js'
import { freezeProblems, secretProblems } from './world-rules.js'

export interface SeedResult {
  readonly seed: number
  readonly example: string
  readonly processes: number
  readonly kills: number
  readonly questions: number
  /** How the last process ended. */
  readonly verdict: string
  /** Nothing when every invariant held. */
  readonly problems: readonly string[]
}

/** After the chaos the run must come to its end within so many calm processes. */
const CALM_PROCESSES = 4

/** One run, or several in a row on the same machine: with faults, random answers, kills and resumes. */
export async function runSeed(scenes: readonly Scene[], seed: number): Promise<SeedResult> {
  const random = randomFrom(seed)
  const scene = scenes[random.between(0, scenes.length - 1)] as Scene
  const { machine } = scene
  begin(scene, random)
  const chaos = chaosOf(random.fork('chaos'))
  machine.seeded.simulator.faults.add(...chaos.rules)
  const watch = new Watch(machine.steps, chaos.meddling)
  const asked = newAsked()
  const problems: string[] = []
  const outcomes: Outcome[] = []
  const fates = random.fork('fates')
  const answers = random.fork('answers')
  for (let left = random.between(1, 5); left > 0; left -= 1) {
    const outcome = await oneProcess(
      machine,
      watch,
      randomOperator(machine, answers, asked, chaos.whileThinking),
      fateOf(fates),
      problems,
    )
    outcomes.push(outcome)
    if (problems.length > 0 || isOver(outcome)) break
    if (isCredentialHalt(outcome) || random.chance(0.3)) renewCredentials(scene)
  }
  if (problems.length === 0) outcomes.push(...(await calmDown(scene, watch, random, problems, asked)))
  problems.push(...watch.problems, ...asked.problems, ...(await lastProblems(scene, chaos.meddling)))
  return {
    seed,
    example: scene.example,
    processes: outcomes.length,
    kills: outcomes.filter((outcome) => outcome.kind === 'died').length,
    questions: asked.questions,
    verdict: verdictOf(outcomes.at(-1)),
    problems,
  }
}

/** The small example begins at its beginning; the long one somewhere in its middle. */
function begin({ machine, recording, beginning, example }: Scene, random: Random): void {
  const state = example === 'minimal' ? beginning : random.pick(recording.states)
  machine.restore(state.saved, recording.journal)
  machine.seeded.simulator.faults.clear()
}

/** No more faults. Somebody completes the run, or only wants to leave it: both must come to an end. */
async function calmDown(
  scene: Scene,
  watch: Watch,
  random: Random,
  problems: string[],
  asked: ReturnType<typeof newAsked>,
): Promise<readonly Outcome[]> {
  const { machine } = scene
  const outcomes: Outcome[] = []
  machine.seeded.simulator.faults.clear()
  renewCredentials(scene)
  const completes = scene.example === 'minimal' && random.chance(0.6)
  const steady = steadyOperator(machine.secretFile)
  for (let left = CALM_PROCESSES; left > 0; left -= 1) {
    const approvals = completes
      ? providerOf(asked, (request) => steady.decide(request, new AbortController().signal))
      : leavingOperator(asked)
    const outcome = await oneProcess(machine, watch, approvals, UNDISTURBED, problems)
    outcomes.push(outcome)
    if (problems.length > 0 || isOver(outcome) || outcome.kind === 'ended') return outcomes
  }
  problems.push(`no verdict after ${CALM_PROCESSES} calm processes: ${verdictOf(outcomes.at(-1))}`)
  return outcomes
}

async function lastProblems(scene: Scene, meddling: boolean): Promise<readonly string[]> {
  const { machine } = scene
  if (!existsSync(machine.disk.journalPath)) return []
  const verified = await verifyRun(machine.directory)
  const problems = verified.problems.map(
    ({ line, kind, message }) => `journal line ${line} is ${kind}: ${message}`,
  )
  if (verified.head === null) return problems
  const { state, entries } = await readJournal(scene)
  return [
    ...problems,
    ...journalProblems(entries, machine.steps),
    ...(meddling ? [] : freezeProblems(machine, state)),
    ...secretProblems(machine),
  ]
}

async function readJournal({ machine }: Scene): Promise<{ state: RunState; entries: JournalEntry[] }> {
  const entries: JournalEntry[] = []
  const { state } = await foldJournal(
    machine.disk.journalPath,
    initialState(machine.steps),
    (folded, entry) => {
      entries.push(entry)
      return evolve(folded, entry)
    },
  )
  return { state, entries }
}

function renewCredentials({ machine }: Scene): void {
  const { simulator, credentials } = machine.seeded
  for (const { accessKeyId } of Object.values(credentials)) simulator.renewCredentials(accessKeyId)
}

function isCredentialHalt(outcome: Outcome): boolean {
  return outcome.kind === 'ended' && outcome.result.haltCause === 'credentials'
}

/** Nothing is left to be resumed. */
function isOver(outcome: Outcome): boolean {
  if (outcome.kind === 'ended') return outcome.result.verdict === 'completed'
  return (
    outcome.kind === 'threw' &&
    outcome.error instanceof Error &&
    outcome.error.message.includes('is completed')
  )
}

function verdictOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'none'
  if (outcome.kind === 'ended') return outcome.result.verdict
  return isOver(outcome) ? 'completed' : outcome.kind
}
