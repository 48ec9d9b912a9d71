import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JournalEntry } from '@cutover/journal'
import { foldJournal, isFileRefused } from '@cutover/journal'
import { type SeededSimulator, type SeedOptions, simulatorFor } from '@cutover/simulator'
import { actions } from '../../src/actions/registry.js'
import type { AwsCredentials, CredentialSource } from '../../src/aws/credentials.js'
import { fixedAwsFactory } from '../../src/aws/static-factory.js'
import { compile } from '../../src/compile/compile.js'
import { assertCompiled } from '../../src/compile/output/result.js'
import { stepFacts } from '../../src/compile/read/step-facts.js'
import type { StepFacts } from '../../src/model/action-facts.js'
import type { ApprovalProvider } from '../../src/model/approvals.js'
import type { Clock } from '../../src/model/ports.js'
import type { ExecutionStep, Side } from '../../src/model/step.js'
import type { RunOptions, RunResult } from '../../src/run/options.js'
import { runCutover } from '../../src/run/run-cutover.js'
import { verifyRun } from '../../src/run/verify-run.js'
import { OUTPUT_FILES } from '../../src/rundir/files.js'
import { latestInputTimeMs } from '../../src/rundir/latest-date.js'
import { loadRunDirectory } from '../../src/rundir/load.js'
import type { ScriptedAnswers } from '../../src/testing/scripted-approvals.js'
import { fakeTerraform } from './fake-terraform.js'

const EXAMPLES = fileURLToPath(new URL('../../../../examples/', import.meta.url))

const PROFILES = { source: 'legacy', target: 'new' } as const

/** A copy of an example run directory, two simulated accounts for it, and everything that a run needs. */
export interface Rehearsal {
  readonly directory: string
  readonly steps: readonly ExecutionStep[]
  readonly facts: StepFacts
  readonly seeded: SeededSimulator
  readonly clock: Clock & { advance(ms: number): void }
  readonly terraformState: Set<string>
  run(approvals: ApprovalProvider, more?: Partial<RunOptions>): Promise<RunResult>
  /** The simulated accounts behind other credentials than the seeded ones; for `run`'s second argument. */
  aws(credentials: Partial<Record<Side, AwsCredentials | CredentialSource>>): Pick<RunOptions, 'aws'>
  journal(): Promise<readonly JournalEntry[]>
  dispose(): Promise<void>
}

export async function rehearsalOf(
  example: 'minimal' | 'orders-platform',
  options: SeedOptions = {},
): Promise<Rehearsal> {
  const root = await mkdtemp(join(tmpdir(), 'cutover-run-'))
  const directory = join(root, 'run')
  await cp(join(EXAMPLES, example), directory, {
    recursive: true,
    filter: (path) => !path.includes('rehearsals') && !path.includes('.terraform'),
  })
  const loaded = await loadRunDirectory(directory)
  const steps = assertCompiled(compile(loaded.artifacts, actions))
  const facts = stepFacts(loaded.artifacts).facts
  const seeded = simulatorFor(
    { facts, steps, datastores: loaded.artifacts.dataPlan.datastores },
    { startMs: latestInputTimeMs(loaded) + 60_000, ...options },
  )
  const { simulator, credentials } = seeded
  const clock = virtualClock(simulator.clock)
  const terraformState = new Set<string>()
  const terraform = fakeTerraform(terraformState, seeded.applyTargetShape)
  const aws: Rehearsal['aws'] = (other) => {
    const side = (name: Side) => ({
      ...facts[name],
      profile: PROFILES[name],
      credentials: other[name] ?? credentials[name],
    })
    return {
      aws: () =>
        fixedAwsFactory({
          source: side('source'),
          target: side('target'),
          // To the SDK a virtual clock is a skewed one, and it would send every refused read again, in real time.
          readAttempts: 1,
          address: { kind: 'in-process', requestHandler: simulator.requestHandler() },
        }),
    }
  }
  return {
    directory,
    steps,
    facts,
    aws,
    seeded,
    clock,
    terraformState,
    async run(approvals, more = {}) {
      try {
        return await runCutover({
          runDirectory: directory,
          profiles: PROFILES,
          approvals,
          operator: { name: 'ada', source: 'user', warning: null },
          clock,
          dns: seeded.dns,
          terraform: () => terraform,
          ...aws({}),
          ...more,
        })
      } finally {
        await heldToTheEngine(directory)
      }
    },
    async journal() {
      const entries: JournalEntry[] = []
      await foldJournal(join(directory, 'execution-log.jsonl'), null, (_, entry) => {
        entries.push(entry)
        return null
      })
      return entries
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  }
}

/** Whatever a test is about: no run may append what its effects do not publish, or what `decide` did not lead to. */
async function heldToTheEngine(directory: string): Promise<void> {
  if (!existsSync(join(directory, OUTPUT_FILES.journal))) return
  const { problems } = await verifyRun(directory).catch((error: unknown) => {
    // Something else was put into its place, which is what the test is about.
    if (isFileRefused(error)) return { problems: [] }
    throw error
  })
  const illegal = problems.filter(({ kind }) => kind === 'illegal')
  if (illegal.length > 0)
    throw new Error(illegal.map(({ line, message }) => `line ${line}: ${message}`).join('\n'))
}

function virtualClock(clock: SeededSimulator['simulator']['clock']): Rehearsal['clock'] {
  const advance = (ms: number) => {
    if ('advance' in clock) (clock as { advance(ms: number): number }).advance(ms)
  }
  return {
    now: () => clock.nowMs(),
    advance,
    async sleep(ms, signal) {
      if (!signal.aborted) advance(ms)
    },
  }
}

/** Yes to everything, as a careful operator would say it. */
export const YES: ScriptedAnswers = {
  kinds: {
    plan: { decision: 'go' },
    step: { decision: 'approve' },
    irreversible: (request) => ({ decision: 'confirm', typed: request.typeToConfirm }),
    handoff: (request) => ({ decision: 'confirm', confirmed: request.criteria, policyAttached: true }),
  },
}

export async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8')) as unknown
}
