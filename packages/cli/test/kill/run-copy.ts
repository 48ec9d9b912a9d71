import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const EXAMPLES = fileURLToPath(new URL('../../../../examples', import.meta.url))

export type Example = 'minimal' | 'orders-platform'

export const SOURCE = '111111111111'
const ARTIFACTS = [
  'cutover-checklist-control-plane',
  'cutover-checklist-data-plane',
  'data-migration-plan',
  'dependency-graph',
  'hardcoded-values',
  'migration-plan',
  'resource-ownership',
]

type JsonDocument = { metadata: Record<string, unknown>; [key: string]: unknown }

/**
 * A copy of an example that was captured and signed just now: a real process has the real time, and would
 * call the example stale two weeks after its day.
 */
export class RunCopy {
  private constructor(readonly path: string) {}

  static at(path: string, example: Example = 'minimal'): RunCopy {
    mkdirSync(path, { recursive: true })
    cpSync(join(EXAMPLES, example), path, {
      recursive: true,
      filter: (from) => !/\/(rehearsals|\.terraform)/.test(from),
    })
    const copy = new RunCopy(path)
    const capturedAt = new Date(Date.now() - 60_000).toISOString()
    for (const name of ARTIFACTS) copy.setMetadata(`${name}.json`, { captured_at: capturedAt })
    copy.sign()
    return copy
  }

  text(file: string): string {
    return readFileSync(join(this.path, file), 'utf8')
  }

  write(file: string, content: string): void {
    writeFileSync(join(this.path, file), content)
  }

  edit(file: string, change: (text: string) => string): void {
    this.write(file, change(this.text(file)))
  }

  editJson(file: string, change: (document: JsonDocument) => void): void {
    const document = JSON.parse(this.text(file)) as JsonDocument
    change(document)
    this.write(file, JSON.stringify(document, null, 2))
  }

  setMetadata(file: string, values: Readonly<Record<string, unknown>>): void {
    this.editJson(file, ({ metadata }) => Object.assign(metadata, values))
  }

  /** Signs both checklists as they are now, today. */
  sign(): void {
    for (const plane of ['control', 'data']) {
      const base = `cutover-checklist-${plane}-plane`
      const digest = createHash('sha256')
        .update(this.text(`${base}.json`))
        .digest('hex')
      const today = new Date().toISOString().slice(0, 10)
      this.edit(`${base}.md`, (text) =>
        text
          .replace(/^APPROVED BY: .*$/m, `APPROVED BY: Ines Duarte ON: ${today}`)
          .replace(/^CHECKLIST SHA-256: .*$/m, `CHECKLIST SHA-256: ${digest}`),
      )
    }
  }
}
