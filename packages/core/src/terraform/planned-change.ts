import { scrubText } from '../aws/scrub.js'
import { canonicalJson, hashJson, type Json } from '../model/json.js'
import { type JsonRecord, listOf, recordOf, textOf } from './json-read.js'
import type { PlannedChange } from './runner.js'
import { maskValue } from './sensitive.js'

const UNKNOWN = '(known after apply)'
const MAX_VALUE_LENGTH = 160

/** One entry of `resource_changes` or `resource_drift`; null when it is none. */
export function changeOf(raw: JsonRecord, secrets: readonly string[]): PlannedChange | null {
  const address = textOf(raw.address)
  const change = recordOf(raw.change)
  if (address === null || change === null) return null
  const kind = kindOf(listOf(change.actions).map(String))
  const attributes = kind === 'no-op' || kind === 'read' ? [] : attributesOf(change, kind, secrets)
  const full = attributes.map((attribute) => attribute.text)
  const state = stateChangeOf(raw, change, secrets)
  return {
    address,
    type: textOf(raw.type) ?? 'unknown',
    change: kind,
    lines: full.map(shortened),
    digest: hashJson({ address, change: kind, attributes: full, ...state }),
    ...state,
    ...nameOf(change, secrets),
    recurring:
      kind === 'update' && attributes.length > 0 && attributes.every((attribute) => attribute.unknownOnly),
  }
}

/** What happens in the state beside, or instead of, a change in AWS. */
function stateChangeOf(
  raw: JsonRecord,
  change: JsonRecord,
  secrets: readonly string[],
): Pick<PlannedChange, 'importing' | 'movedFrom' | 'deposed'> {
  const importing = recordOf(change.importing)
  const movedFrom = textOf(raw.previous_address)
  const deposed = textOf(raw.deposed)
  return {
    ...(importing === null ? {} : { importing: importIdOf(importing, secrets) }),
    ...(movedFrom === null || movedFrom === raw.address ? {} : { movedFrom }),
    ...(deposed === null || deposed === '' ? {} : { deposed }),
  }
}

/** Imports by identity have no id, and ids may be made of values that are not known yet. */
function importIdOf(importing: JsonRecord, secrets: readonly string[]): string {
  const id = textOf(importing.id)
  if (id !== null && id !== '') return scrubText(id, secrets)
  return importing.identity === undefined
    ? UNKNOWN
    : canonicalJson(maskValue(importing.identity, false, secrets))
}

const NAMES = [
  'identifier',
  'cluster_identifier',
  'replication_group_id',
  'bucket',
  'domain_name',
  'name',
  'id',
]

function nameOf(change: JsonRecord, secrets: readonly string[]): Pick<PlannedChange, 'name'> {
  const before = recordOf(maskValue(recordOf(change.before) ?? {}, change.before_sensitive, secrets))
  const name = NAMES.map((member) => textOf(before?.[member])).find((text) => text !== null && text !== '')
  return name === undefined || name === null ? {} : { name }
}

function kindOf(actions: readonly string[]): PlannedChange['change'] {
  if (actions.includes('create') && actions.includes('delete')) return 'replace'
  for (const kind of ['create', 'update', 'delete', 'read', 'forget'] as const)
    if (actions.includes(kind)) return kind
  return 'no-op'
}

interface Attribute {
  readonly text: string
  /** Only values differ that are not known before the apply. */
  readonly unknownOnly: boolean
}

function attributesOf(
  change: JsonRecord,
  kind: PlannedChange['change'],
  secrets: readonly string[],
): readonly Attribute[] {
  const before = recordOf(change.before) ?? {}
  const after = recordOf(change.after) ?? {}
  const unknown = recordOf(change.after_unknown) ?? {}
  const shownBefore = (recordOf(maskValue(before, change.before_sensitive, secrets)) ?? {}) as Members
  const shownAfter = (recordOf(maskValue(after, change.after_sensitive, secrets)) ?? {}) as Members
  const forcing = new Set(listOf(change.replace_paths).map((path) => String(listOf(path)[0])))
  const names = [...new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)])].sort()
  if (kind === 'delete' || kind === 'forget') return identityOf(shownBefore)
  return names.flatMap((name): readonly Attribute[] => {
    const known = canonicalJson(after[name] as Json)
    const open = hasTrue(unknown[name])
    const differs = canonicalJson(before[name] as Json) !== known
    if (kind === 'create') return isEmpty(after[name]) ? [] : [line(name, show(shownAfter[name]))]
    if (!differs && !open) return []
    if (open && kind === 'replace' && !forcing.has(name)) return []
    const next = unknown[name] === true ? UNKNOWN : `${show(shownAfter[name])}${open ? ` ${UNKNOWN}` : ''}`
    const previous = show(shownBefore[name])
    const hidden = differs && previous === next ? ', changed' : ''
    const forces = forcing.has(name) ? '  # forces replacement' : ''
    return [
      {
        text: `${name}: ${previous} → ${next}${hidden}${forces}`,
        unknownOnly: open && isRest(before[name], after[name], unknown[name]),
      },
    ]
  })
}

type Members = Readonly<Record<string, Json>>

function line(name: string, value: string): Attribute {
  return { text: `${name}: ${value}`, unknownOnly: false }
}

/** What a person recognises a resource by that is about to go. */
function identityOf(members: Members): readonly Attribute[] {
  return ['id', 'name', 'arn'].flatMap((name) =>
    typeof members[name] === 'string' ? [line(name, show(members[name]))] : [],
  )
}

function show(value: Json | undefined): string {
  return value === undefined || value === null ? '(none)' : JSON.stringify(value)
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (Array.isArray(value)) return value.length === 0
  const members = recordOf(value)
  return members !== null && Object.keys(members).length === 0
}

/** Whether nothing but what is unknown differs. */
function isRest(before: unknown, after: unknown, unknown: unknown): boolean {
  return unknown === true || canonicalJson(known(before, unknown) as Json) === canonicalJson(after as Json)
}

function known(value: unknown, unknown: unknown): unknown {
  const members = recordOf(value)
  const flags = recordOf(unknown)
  if (members === null || flags === null) return value
  const kept = Object.entries(members).filter(([name]) => flags[name] !== true)
  return Object.fromEntries(kept.map(([name, item]) => [name, known(item, flags[name])]))
}

function hasTrue(value: unknown): boolean {
  if (value === true) return true
  if (Array.isArray(value)) return value.some(hasTrue)
  return Object.values(recordOf(value) ?? {}).some(hasTrue)
}

function shortened(text: string): string {
  return text.length <= MAX_VALUE_LENGTH
    ? text
    : `${text.slice(0, MAX_VALUE_LENGTH)}… (${text.length} characters)`
}
