import { accessSync, constants } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deserialize, serialize } from 'node:v8'
import { type SeededSimulator, simulatorFor, type WorldState } from '@cutover/simulator'
import { actions } from '../../src/actions/registry.js'
import { compile } from '../../src/compile/compile.js'
import { assertCompiled } from '../../src/compile/output/result.js'
import { stepFacts } from '../../src/compile/read/step-facts.js'
import type { StepFacts } from '../../src/model/action-facts.js'
import type { ExecutionStep } from '../../src/model/step.js'
import { latestInputTimeMs } from '../../src/rundir/latest-date.js'
import { loadRunDirectory, type RunDirectory } from '../../src/rundir/load.js'
import { type MachineClock, machineClock } from './clock.js'
import { RunDisk, type SavedDisk } from './disk.js'

const EXAMPLES = fileURLToPath(new URL('../../../../examples/', import.meta.url))
/** What the secret's file holds. It must never be found in anything that a run writes. */
export const CANARY = 'canary-5f1c0c4e-must-not-be-written-anywhere'

export type Example = 'minimal' | 'orders-platform'

/** Everything that outlives a process: the disk, the two accounts, and the time. */
export interface Machine {
  readonly directory: string
  readonly disk: RunDisk
  readonly seeded: SeededSimulator
  readonly clock: MachineClock
  readonly facts: StepFacts
  /** The inputs, which no run changes. */
  readonly loaded: RunDirectory
  readonly steps: readonly ExecutionStep[]
  /** A file outside the run directory that holds the canary. */
  readonly secretFile: string
  /** Terraform's state: it survives the process as a real backend would. */
  readonly terraformState: string
  /** Counts processes, so that each has a pid of its own. */
  processes: number
  save(): SavedMachine
  restore(saved: SavedMachine, journal: Uint8Array): void
  journal(): Promise<Buffer>
  dispose(): Promise<void>
}

export interface SavedMachine {
  readonly disk: SavedDisk
  /** Serialised, so that equal worlds have equal bytes. */
  readonly world: Buffer
  readonly nowMs: number
}

/** In memory where the system has such a folder: thousands of crashes rewrite these files. */
function temporaryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK)
    return '/dev/shm'
  } catch {
    return tmpdir()
  }
}

/** A copy of an example run directory and two simulated accounts for it. */
export async function machineOf(example: Example): Promise<Machine> {
  const root = await mkdtemp(join(temporaryFolder(), 'cutover-crash-'))
  const directory = join(root, 'run')
  await cp(join(EXAMPLES, example), directory, {
    recursive: true,
    filter: (path) => !path.includes('rehearsals') && !path.includes('.terraform'),
  })
  const secretFile = join(root, 'secret.json')
  await writeFile(secretFile, JSON.stringify({ password: CANARY }), { mode: 0o600 })
  const loaded = await loadRunDirectory(directory)
  const steps = assertCompiled(compile(loaded.artifacts, actions))
  const { facts } = stepFacts(loaded.artifacts)
  const clock = machineClock(latestInputTimeMs(loaded) + 60_000)
  const seeded = simulatorFor({ facts, steps, datastores: loaded.artifacts.dataPlan.datastores }, { clock })
  const disk = new RunDisk(directory)
  const { simulator } = seeded
  return {
    directory,
    disk,
    seeded,
    clock,
    facts,
    loaded,
    steps,
    secretFile,
    terraformState: join(directory, 'terraform-state.json'),
    processes: 0,
    save: () => ({
      disk: disk.save(),
      world: serialize(simulator.world),
      nowMs: clock.nowMs(),
    }),
    restore(saved, journal) {
      disk.restore(saved.disk, journal)
      simulator.restore(deserialize(saved.world) as WorldState)
      simulator.log.clear()
      clock.set(saved.nowMs)
    },
    journal: () => readFile(disk.journalPath),
    dispose: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  }
}
