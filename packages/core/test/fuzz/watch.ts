import type { JournalEntry } from '@cutover/journal'
import type { RequestRecord } from '@cutover/simulator'
import type { ExecutionStep } from '../../src/model/step.js'
import { effectName } from '../crash/compare.js'
import type { Instant } from '../crash/process.js'

type Intent = Extract<JournalEntry, { event: 'executing' }>

/** What one process does, seen from outside: its entries, and what it makes of AWS between them. */
export class Watch {
  readonly problems: string[] = []
  private open: Intent | null = null
  /** Effects by step and name; a rollback or a cancelled job makes room for doing it again. */
  private readonly done = new Map<string, number>()

  constructor(
    private readonly steps: readonly ExecutionStep[],
    private readonly meddling: boolean,
  ) {}

  /** A process died: whatever it had begun is no longer under way. */
  processEnded(): void {
    this.open = null
  }

  see(instant: Instant): void {
    switch (instant.kind) {
      case 'append':
        if (instant.when === 'after') this.entry(instant.entry)
        return
      case 'request':
        if (instant.when === 'before' && !instant.record.readOnly)
          this.mustBeIntended(effectName(instant.record))
        if (instant.when === 'after') this.effect(instant.record)
        return
      case 'terraform':
        if (instant.when === 'before' && instant.what === 'apply') this.mustBeIntended('terraform apply')
    }
  }

  private entry(entry: JournalEntry): void {
    if (entry.event === 'executing') this.open = entry
    const answers = ['executed', 'rollback-executed', 'step-failed', 'resume-reprompted']
    if (this.open?.step_id === entry.step_id && answers.includes(entry.event)) this.open = null
    const undone =
      entry.event === 'rollback-executed' || (entry.event === 'executing' && entry.data.kind !== 'execute')
    if (undone)
      for (const key of this.done.keys()) if (key.startsWith(`${entry.step_id} `)) this.done.delete(key)
  }

  private mustBeIntended(what: string): void {
    if (this.open === null) this.problems.push(`sent without an intent in the journal: ${what}`)
  }

  private effect(record: RequestRecord): void {
    if (record.readOnly || record.effect === 'none' || this.open === null) return
    if (this.open.data.kind !== 'execute') return
    const key = `${this.open.step_id} ${effectName(record)}`
    const count = (this.done.get(key) ?? 0) + 1
    this.done.set(key, count)
    const known = this.steps.some((step) => step.step_id === this.open?.step_id)
    if (!known) this.problems.push(`an intent of a step that is not in the plan: ${this.open.step_id}`)
    if (count > 1 && !this.meddling) this.problems.push(`took effect ${count} times: ${key}`)
  }
}
