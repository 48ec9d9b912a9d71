import { type Static, Type } from 'typebox'
import { ENTRY_DATA_SCHEMAS, type EntryDataByEvent } from './data.js'
import { EVENTS, isApprovalClass, type JournalEvent } from './events.js'
import { Instant } from './instant.js'

/** The version of the format that this package writes. Another one is refused on read. */
export const FORMAT_VERSION = 1

/** Largest tail kept of a process's or a response's output, in bytes of UTF-8. */
export const TAIL_LIMIT_BYTES = 2048

const nullableText = (description: string) => Type.Union([Type.String(), Type.Null()], { description })
const Crc = Type.String({
  pattern: '^[0-9a-f]{8}$',
  description: 'CRC-32 of the bytes of this line before `,"crc":`',
})

/** What the caller says about a run when its journal is created. */
export const JournalMetadataSchema = Type.Object({
  format_version: Type.Literal(FORMAT_VERSION),
  run_id: Type.String({ minLength: 1 }),
  started_at: Instant,
  source_account_id: Type.String(),
  target_account_id: Type.String(),
  plugin_version: Type.String({ description: 'Version of the program that created the journal' }),
  checklist_refs: Type.Array(Type.String(), { description: 'The signed checklists, by file name' }),
  plan_ref: Type.String(),
  execution_steps_ref: Type.String(),
  approval_mode: Type.Literal('per-step'),
  crc: Crc,
})

const COMMON = {
  entry_id: Type.String({ pattern: '^e[1-9][0-9]*$', description: 'e1, e2, … with no gap' }),
  step_id: Type.String({ minLength: 1, description: 'The step, or `run`' }),
  phase_number: Type.Union([Type.Integer(), Type.Null()]),
  at: Instant,
  operator: nullableText('Who decided; never null on approval-class events'),
  cmd: nullableText('The exact call or command, as text'),
  exit_code: Type.Union([Type.Integer(), Type.Null()]),
  stdout_tail: nullableText(`At most ${TAIL_LIMIT_BYTES} bytes of UTF-8, cut on a character boundary`),
  stderr_tail: nullableText(`At most ${TAIL_LIMIT_BYTES} bytes of UTF-8, cut on a character boundary`),
  poll_state: nullableText('Status of a long-running job'),
  notes: nullableText('For people'),
  fence: Type.Integer({ minimum: 1, description: 'Fencing number of the writer; never decreases' }),
  prev: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'SHA-256 of the previous line (without its newline), skipped fragments left out',
  }),
  crc: Crc,
}

/** The members of every entry, whatever its event; `data` comes with the event. */
export const EntryCommonSchema = Type.Object(COMMON)

/** What one event demands beyond the common members: its `data`, and an operator where a person decided. */
const demandsOf = (event: JournalEvent) => ({
  if: { type: 'object', properties: { event: { const: event } }, required: ['event'] },
  // biome-ignore lint/suspicious/noThenProperty: the JSON Schema keyword
  then: {
    type: 'object',
    properties: {
      data: ENTRY_DATA_SCHEMAS[event],
      ...(isApprovalClass(event) ? { operator: { type: 'string', minLength: 1 } } : {}),
    },
  },
})

/** One line of the journal after the first: a union discriminated by `event`. */
export const JournalEntrySchema = Type.Unsafe<JournalEntry>({
  ...Type.Object({
    ...COMMON,
    event: Type.Unsafe<JournalEvent>({ enum: [...EVENTS] }),
    data: Type.Object({}),
  }),
  allOf: EVENTS.map(demandsOf),
})

/** A whole journal read back as one document; becomes `schemas/execution-log.schema.json`. */
export const ExecutionLogSchema = Type.Object(
  { metadata: JournalMetadataSchema, entries: Type.Array(JournalEntrySchema) },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:cutover:schema:execution-log',
    title: 'Execution log',
    description: 'execution-log.jsonl read back as { metadata, entries }',
  },
)

/** The first line of a journal. */
export type JournalMetadata = Static<typeof JournalMetadataSchema>

/** What the caller gives; the format version and the checksum are the journal's own. */
export type NewMetadata = Omit<JournalMetadata, 'format_version' | 'crc'>

/** The members of every entry, whatever its event. */
export type EntryCommon = Static<typeof EntryCommonSchema>

/** An entry as it is on disk; narrow it by `event` and `data` follows. */
export type JournalEntry<E extends JournalEvent = JournalEvent> = {
  [K in E]: EntryCommon & { readonly event: K; readonly data: EntryDataByEvent[K] }
}[E]

/** A journal read back as one document. */
export type ExecutionLog = { readonly metadata: JournalMetadata; readonly entries: readonly JournalEntry[] }
