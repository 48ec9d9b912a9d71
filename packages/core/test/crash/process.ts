import type { JournalEntry, NewEntry } from '@cutover/journal'
import type { RequestRecord } from '@cutover/simulator'
import { fixedAwsFactory } from '../../src/aws/static-factory.js'
import type { ApprovalProvider } from '../../src/model/approvals.js'
import type { RunControls } from '../../src/run/controls.js'
import type { RunOptions, RunResult } from '../../src/run/options.js'
import { runCutover } from '../../src/run/run-cutover.js'
import { rehearsalTerraform } from '../../src/terraform/rehearsal-terraform.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'
import { runClock } from './clock.js'
import type { Machine } from './machine.js'
import { Mortal } from './mortal.js'
import { resumePastPreflight } from './past-preflight.js'

/**
 * A place between two durable changes. Every append, every request to AWS and every terraform run has one on
 * either side; a terraform apply also one where its resources exist and its state does not say so yet.
 */
export type Instant =
  | { readonly kind: 'append'; readonly when: 'before'; readonly entry: NewEntry }
  | { readonly kind: 'append'; readonly when: 'after'; readonly entry: JournalEntry }
  | { readonly kind: 'request'; readonly when: 'before' | 'after'; readonly record: RequestRecord }
  | { readonly kind: 'terraform'; readonly when: 'before' | 'made' | 'after'; readonly what: string }

/** Called at every instant. `kill` ends the process there. */
export type AtInstant = (instant: Instant) => 'go-on' | 'kill' | Promise<'go-on' | 'kill'>

export type Outcome =
  | { readonly kind: 'ended'; readonly result: RunResult }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'died' }

export interface ProcessOptions {
  readonly approvals: ApprovalProvider
  readonly resume?: boolean
  readonly at?: AtInstant
  readonly controls?: RunControls
  /** Leaves out the pre-flight of a run that has begun. */
  readonly pastPreflight?: boolean
}

/** Starts one process on the machine and waits until it has ended or is dead. */
export async function runProcess(machine: Machine, options: ProcessOptions): Promise<Outcome> {
  const mortal = new Mortal()
  machine.processes += 1
  const at = options.at ?? (() => 'go-on' as const)
  const unhook = machine.seeded.simulator.hook(async (when, record) => {
    await mortal.gateInCall()
    if ((await at({ kind: 'request', when, record })) === 'kill') await mortal.dieInCall()
  })
  const given = runOptions(machine, mortal, at, options)
  const running = options.pastPreflight === true ? resumePastPreflight(machine, given) : runCutover(given)
  const run = running.then(
    (result): Outcome => ({ kind: 'ended', result }),
    (error: unknown): Outcome => ({ kind: 'threw', error }),
  )
  const outcome = await Promise.race([run, mortal.death.then((): Outcome => ({ kind: 'died' }))])
  await mortal.quiet()
  unhook()
  return outcome
}

function runOptions(machine: Machine, mortal: Mortal, at: AtInstant, options: ProcessOptions): RunOptions {
  const { seeded, directory } = machine
  const stopAt = async (instant: Instant) => {
    if (mortal.dead || (await at(instant)) === 'kill') await mortal.die()
  }
  return {
    runDirectory: directory,
    profiles: { source: 'legacy', target: 'new' },
    approvals: options.approvals,
    operator: { name: 'ada', source: 'user', warning: null },
    clock: runClock(machine.clock),
    dns: seeded.dns,
    aws: () => awsOf(machine, mortal),
    terraform: () => terraformOf(machine, mortal, at),
    journalFs: mortal.fs(),
    journalHooks: {
      before: (entry) => stopAt({ kind: 'append', when: 'before', entry }),
      after: (entry) => stopAt({ kind: 'append', when: 'after', entry }),
    },
    processFacts: {
      pid: 1_000 + machine.processes,
      startTime: `start-${machine.processes}`,
      host: 'machine',
      isAlive: () => false,
    },
    ...(options.resume === undefined ? {} : { resume: options.resume }),
    ...(options.controls === undefined ? {} : { controls: options.controls }),
  }
}

function awsOf(machine: Machine, mortal: Mortal) {
  const { facts, seeded } = machine
  const inner = seeded.simulator.requestHandler()
  const side = (name: 'source' | 'target') => ({ ...facts[name], credentials: seeded.credentials[name] })
  return fixedAwsFactory({
    source: side('source'),
    target: side('target'),
    // The SDK's own retries of reads sleep in real time.
    readAttempts: 1,
    address: {
      kind: 'in-process',
      requestHandler: {
        ...inner,
        handle: (request: Parameters<typeof inner.handle>[0]) => mortal.call(() => inner.handle(request)),
      },
    },
  })
}

function terraformOf(machine: Machine, mortal: Mortal, at: AtInstant): TerraformRunner {
  const stopAt = async (when: 'before' | 'made' | 'after', what: string) => {
    await mortal.gateInCall()
    if ((await at({ kind: 'terraform', when, what })) === 'kill') await mortal.dieInCall()
  }
  const inner = rehearsalTerraform({
    runDirectory: machine.directory,
    statePath: machine.terraformState,
    async onApplied() {
      machine.seeded.applyTargetShape()
      await stopAt('made', 'apply')
    },
  })
  const around = <T>(what: string, work: () => Promise<T>): Promise<T> =>
    mortal.call(async () => {
      await stopAt('before', what)
      const answer = await work()
      await stopAt('after', what)
      return answer
    })
  return {
    check: (signal) => inner.check(signal),
    plan: (options, io) => around('plan', () => inner.plan(options, io)),
    apply: (planFile, io, approved) => around('apply', () => inner.apply(planFile, io, approved)),
    planAll: (planFile, io) => inner.planAll(planFile, io),
    stateList: (module, io) => inner.stateList(module, io),
    survivor: () => inner.survivor(),
  }
}
