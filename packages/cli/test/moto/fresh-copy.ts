import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type JsonObject, sha256, writeSignature } from '@cutover/core'

const ORDERS = fileURLToPath(new URL('../../../../examples/orders-platform', import.meta.url))
const PLANES = ['control', 'data'] as const
const ARTIFACTS = [
  ...PLANES.map((plane) => `cutover-checklist-${plane}-plane.json`),
  'data-migration-plan.json',
  'dependency-graph.json',
  'hardcoded-values.json',
  'migration-plan.json',
  'resource-ownership.json',
]

/**
 * A copy of the orders platform that was captured and signed just now: a real process has the real time, and
 * the example has the day that it was written on.
 * @param edit changes the text of an artifact; the checklists are signed afterwards
 */
export function freshCopy(
  directory: string,
  edit: (file: string, text: string) => string = (_, text) => text,
): void {
  const leftOver = /\/(rehearsals|execution[^/]*|\.terraform[^/]*|RUNNING\.lock|[^/]*\.tfstate[^/]*)$/
  cpSync(ORDERS, directory, { recursive: true, filter: (from) => !leftOver.test(from) })
  const nowMs = Date.now()
  for (const file of [...ARTIFACTS, 'step-inputs.json'])
    editText(join(directory, file), (text) => edit(file, text))
  for (const file of ARTIFACTS)
    editJson(join(directory, file), (artifact) => {
      const metadata = artifact.metadata as JsonObject
      return { ...artifact, metadata: { ...metadata, captured_at: new Date(nowMs - 60_000).toISOString() } }
    })
  const date = new Date(nowMs).toISOString().slice(0, 10)
  for (const plane of PLANES) {
    const base = join(directory, `cutover-checklist-${plane}-plane`)
    const digest = sha256(readFileSync(`${base}.json`))
    editText(`${base}.md`, (text) => writeSignature(text, { name: 'Ines Duarte', date, sha256: digest }))
  }
}

function editText(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

function editJson(path: string, change: (value: JsonObject) => JsonObject): void {
  editText(path, (text) => `${JSON.stringify(change(JSON.parse(text) as JsonObject), null, 2)}\n`)
}
