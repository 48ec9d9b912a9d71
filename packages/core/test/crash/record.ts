import { createHash } from 'node:crypto'
import type { JournalEntry } from '@cutover/journal'
import { evolve } from '../../src/engine/evolve.js'
import { initialState } from '../../src/engine/state.js'
import { effectName, stateText, worldText } from './compare.js'
import type { Machine, SavedMachine } from './machine.js'
import { steadyOperator } from './operator.js'
import { type Instant, runProcess } from './process.js'

/**
 * What a crash leaves behind at one or more instants of the undisturbed run. A process that is killed takes
 * its memory with it, so instants between which neither disk nor AWS nor the time changed have one and the
 * same future: it is resumed once, and counts for all of them.
 */
export interface CrashState {
  readonly instants: string[]
  readonly saved: SavedMachine
  /** Journal entries that are durable. */
  readonly entries: number
  /** Effects that AWS has applied. */
  readonly effects: number
  /** The step that was under way or would have come next; null after the last. */
  readonly stepId: string | null
  /** An entry is about to be written: its line can be cut off here. */
  isBeforeAppend: boolean
}

/** How things stood right after a step had succeeded. */
export interface Checkpoint {
  readonly state: string
  readonly world: string
  readonly effects: number
}

/** One run that nothing disturbed, with everything a crash could have left at any instant of it. */
export interface Recording {
  readonly instants: { readonly append: number; readonly request: number; readonly terraform: number }
  readonly states: readonly CrashState[]
  readonly checkpoints: ReadonlyMap<string, Checkpoint>
  readonly entries: readonly JournalEntry[]
  readonly effects: readonly string[]
  readonly journal: Buffer
  readonly world: string
}

export async function recordUndisturbed(machine: Machine): Promise<Recording> {
  const { simulator } = machine.seeded
  const states = new Map<string, CrashState>()
  const checkpoints = new Map<string, Checkpoint>()
  const entries: JournalEntry[] = []
  const effects: string[] = []
  const folded = initialState(machine.steps)
  const instants = { append: 0, request: 0, terraform: 0 }
  const take = (label: string, isBeforeAppend = false) => {
    const saved = machine.save()
    const key = keyOf(saved)
    const state = states.get(key) ?? {
      instants: [],
      saved,
      entries: entries.length,
      effects: effects.length,
      stepId: folded.order[folded.cursor] ?? null,
      isBeforeAppend,
    }
    states.set(key, state)
    state.instants.push(label)
    state.isBeforeAppend ||= isBeforeAppend
  }
  take('before everything')
  const outcome = await runProcess(machine, {
    approvals: steadyOperator(machine.secretFile),
    at(instant) {
      instants[instant.kind] += 1
      if (instant.kind === 'append' && instant.when === 'after') {
        entries.push(instant.entry)
        evolve(folded, instant.entry)
      }
      if (instant.kind === 'request' && instant.when === 'after' && instant.record.effect !== 'none')
        effects.push(effectName(instant.record))
      take(labelOf(instant), instant.kind === 'append' && instant.when === 'before')
      if (instant.kind === 'append' && instant.when === 'after' && instant.entry.event === 'step-succeeded')
        checkpoints.set(instant.entry.step_id, {
          state: stateText(folded),
          world: machineText(machine),
          effects: effects.length,
        })
      return 'go-on'
    },
  })
  if (outcome.kind !== 'ended' || outcome.result.verdict !== 'completed')
    throw new Error(`the undisturbed run was not completed: ${JSON.stringify(outcome)}`)
  if (simulator.log.mutations().length !== effects.length) throw new Error('an effect went unseen')
  take('after everything')
  return {
    instants,
    states: [...states.values()],
    checkpoints,
    entries,
    effects,
    journal: await machine.journal(),
    world: machineText(machine),
  }
}

/**
 * The same crashes in the middle of a write: of the entry that was about to come, a byte, half, or all but
 * the last byte is on disk, one after the other.
 */
export function tornStates({ states, journal }: Recording): readonly CrashState[] {
  return states
    .filter((state) => state.isBeforeAppend && state.saved.disk.journalBytes !== null)
    .map((state, index) => {
      const start = state.saved.disk.journalBytes ?? 0
      const length = journal.indexOf('\n', start) + 1 - start
      const cut = [1, Math.floor(length / 2), length - 1][index % 3] ?? 1
      const disk = { ...state.saved.disk, journalBytes: start + cut }
      return { ...state, instants: [`${cut} bytes into it`], saved: { ...state.saved, disk } }
    })
}

/** Both accounts and Terraform's state. */
export function machineText(machine: Machine): string {
  const terraform = machine.disk.text('terraform-state.json') ?? 'none'
  return `${worldText(machine.seeded.simulator.world)}\nterraform: ${terraform}`
}

function keyOf({ world, disk, nowMs }: SavedMachine): string {
  const hash = createHash('sha256').update(world).update(`${nowMs} ${disk.journalBytes}`)
  for (const [name, bytes] of [...disk.files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`\0${name}\0${bytes.length}\0`).update(bytes)
  return hash.digest('hex')
}

function labelOf(instant: Instant): string {
  switch (instant.kind) {
    case 'append':
      return `${instant.when} ${instant.entry.event} of ${instant.entry.step_id}`
    case 'request':
      return `${instant.when} ${instant.record.service}:${instant.record.operation}`
    case 'terraform':
      return `${instant.when} terraform ${instant.what}`
  }
}
