import { type JournalEntry, RUN_STEP_ID } from '@cutover/journal'
import { decide, type Plan } from './decide.js'
import type { EntryFacts } from './entry-facts.js'
import { evolve } from './evolve.js'
import type { Next } from './next.js'
import { ownProblem } from './own-members.js'
import type { Probed } from './probed.js'
import { decidedEnd, openingEntries, stopEntries } from './process-entries.js'
import { RULES } from './rules.js'
import { after, type EntryOf, type Expected, problemWith, type Script, STOPS } from './script.js'
import { initialState, type RunState } from './state.js'

type End = Extract<Next, { kind: 'end' }>
type Effect = Exclude<Next, { kind: 'end' }>

/** What a replay stands on. */
export interface ReplayParts {
  readonly plan: Plan
  /** The file that the plan was read from: its SHA-256, or why there is no plan. */
  readonly stepsFile: { readonly sha256: string } | { readonly problem: string }
  /** What an effect may append. */
  readonly entriesOf: (next: Effect, facts: EntryFacts) => Script
  readonly factsOf: (state: RunState) => EntryFacts
  /** Who the profiles said they are. */
  readonly probed: Probed
  /** What comes between the beginning of a process and its walk. */
  readonly begun: Script
}

/**
 * Judges a journal by the engine itself: an entry is legal when a moment between the one before it and itself
 * exists at which `decide`, or a stop, leads to an effect that appends it. There is no table beside the engine.
 *
 * R1. What `decide` could not have led to is named, with what could have come in its place. What follows the
 *     first such entry is not judged: nobody knows what it would have to be judged by.
 * R2. A process may have died between any two entries. Only a higher fencing number begins another one.
 * R3. Each stretch of a journal is judged by the rules of the version that wrote it.
 * R4. Time is linear in the entries, and memory is that of one run's state.
 */
export class Replay {
  /** Why what follows could not be judged; null while all could be. */
  unjudged: string | null = null
  /** The versions whose rules were applied, in the order of the journal. */
  readonly versions: string[] = []
  private readonly state: RunState
  private readonly facts: EntryFacts
  private readonly probed: Probed
  private broken = false
  private script: Script = STOPS
  /** The walk, or what leads to it, is under way: the process may stop. */
  private walking = false
  private lock: EntryOf<'lock-acquired' | 'lock-taken-over-from-stale'> | null = null
  /** The last that was journaled, also of a process that has ended. */
  private lastLock: typeof this.lock = null
  private fence = 0
  /** The time of the entry that is judged. */
  private nowMs = Number.NaN
  private last = { id: 'e0', wholeId: 'e0', atMs: Number.NaN }

  constructor(private readonly parts: ReplayParts) {
    this.state = initialState(parts.plan.steps)
    this.facts = parts.factsOf(this.state)
    this.probed = parts.probed
  }

  /** What is wrong with the next entry, in words. */
  check(entry: JournalEntry): readonly string[] {
    if (this.broken || this.unjudged !== null) return []
    this.unjudged = this.cannotJudge(entry)
    if (this.unjudged !== null) return []
    this.nowMs = Date.parse(entry.at)
    const problem = this.problemOf(entry)
    if (problem !== null) {
      this.broken = true
      return [problem]
    }
    evolve(this.state, entry)
    const wholeId = entry.event === 'journal-recovered' ? this.last.wholeId : entry.entry_id
    this.last = { id: entry.entry_id, wholeId, atMs: this.nowMs }
    return []
  }

  private cannotJudge(entry: JournalEntry): string | null {
    if (entry.event !== 'run-started' && entry.event !== 'run-resumed') return null
    const { cutover_version: version } = entry.data
    const { stepsFile } = this.parts
    if (entry.event === 'run-started') {
      if ('problem' in stepsFile) return stepsFile.problem
      if (entry.data.steps_sha256 !== stepsFile.sha256)
        return 'the steps file is not the one that the run started with'
    }
    if (!Object.hasOwn(RULES, version))
      return `${entry.entry_id} was written by version ${version}, whose rules this version does not have`
    if (this.versions.at(-1) !== version) this.versions.push(version)
    return null
  }

  private problemOf(entry: JournalEntry): string | null {
    if (entry.fence > this.fence) this.open()
    this.fence = entry.fence
    const misplaced = this.outOfPlace(entry) ?? this.probed.problemWith(entry) ?? this.take(entry)
    return misplaced ?? ownProblem(entry)
  }

  /** Whatever process wrote before has ended, or died. */
  private open(): void {
    const { plan, begun } = this.parts
    this.walking = false
    this.lock = null
    // Nothing is left to be resumed of a run that is completed.
    this.script =
      this.state.ended?.verdict === 'completed'
        ? STOPS
        : openingEntries({
            state: this.state,
            lastLock: this.lastLock,
            lastEntryId: this.last.id,
            lastWholeEntryId: this.last.wholeId,
            version: this.versions.at(-1) ?? null,
            stepsTotal: plan.steps.length,
            begun,
          })
  }

  /** What all entries of a process have in common. */
  private outOfPlace({ step_id, phase_number, operator }: JournalEntry): string | null {
    if (this.lock !== null && operator !== this.lock.operator)
      return `its operator is ${operator}, and the process is one of ${this.lock.operator}`
    if (step_id === RUN_STEP_ID) return phase_number === null ? null : 'what belongs to the run has no phase'
    const step = this.parts.plan.byId.get(step_id)
    if (step === undefined) return `the plan has no step ${step_id}`
    return phase_number === step.phase_number ? null : `its step is of phase ${step.phase_number}`
  }

  /** Moves on by an entry, or says why it cannot come here. */
  private take(entry: JournalEntry): string | null {
    let wrong: string | null = null
    for (const script of this.possible()) {
      for (const expected of script.next) {
        if (expected.event !== entry.event || expected.about !== entry.step_id) continue
        const problem = problemWith(expected, entry)
        if (problem === null) {
          this.move(expected, entry)
          return null
        }
        wrong ??= `${entry.event} of ${entry.step_id}: ${problem}`
      }
    }
    return wrong ?? this.misplaced(entry)
  }

  private move(expected: Expected, entry: JournalEntry): void {
    if (entry.event === 'lock-acquired' || entry.event === 'lock-taken-over-from-stale') {
      this.lock = entry
      this.lastLock = entry
      this.walking = true
    }
    if (entry.event === 'run-ended') this.walking = false
    this.script = after(expected, entry)
  }

  /** What may come: more of the effect under way, what `decide` leads to at some moment until now, a stop. */
  private *possible(): Iterable<Script> {
    yield this.script
    if (!this.walking) return
    let atEnd = false
    if (this.script.mayEnd)
      for (const nowMs of this.moments()) {
        const next = this.decided(nowMs)
        atEnd = next.kind === 'end'
        yield next.kind === 'end'
          ? { mayEnd: false, next: [decidedEnd(next, this.lock)] }
          : this.parts.entriesOf(next, this.facts)
      }
    if (!atEnd) yield stopEntries(this.lock)
  }

  /** Time moves `decide` at one threshold only, so the two ends of the time between two entries are enough. */
  private moments(): readonly number[] {
    return this.last.atMs === this.nowMs ? [this.nowMs] : [this.last.atMs, this.nowMs]
  }

  private decided(nowMs: number): End | Effect {
    const next = decide(this.parts.plan, this.state, { nowMs })
    if (next.kind !== 'end' || this.state.halt !== null) return next
    const rules = RULES[this.versions.at(-1) ?? '']
    return rules?.end?.(this.state) ?? next
  }

  private misplaced(entry: JournalEntry): string {
    const could = [...this.possible()].flatMap(({ next }) => next)
    const what = `${entry.event} of ${entry.step_id} cannot come here`
    if (this.state.ended?.verdict === 'completed' && !this.walking) return `${what}: the run is completed`
    if (could.length === 0) return `${what}: its process had ended`
    const words = could.map(({ event, about }) => (about === RUN_STEP_ID ? event : `${event} of ${about}`))
    return `${what}, only ${[...new Set(words)].join(', ')}`
  }
}
