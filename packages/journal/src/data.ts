import { type Static, type TSchema, Type } from 'typebox'
import type { JournalEvent } from './events.js'
import { Instant } from './instant.js'
import type { Json, JsonObject } from './json.js'

/**
 * The typed `data` of every event. One schema per event; the TypeScript types derive from them. Unknown
 * extra members are allowed everywhere: a later version may add facts that this one does not know.
 */

const JsonValue = Type.Unsafe<Json>({ description: 'Any JSON value' })
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Text = Type.String()
const JsonMembers = Type.Unsafe<JsonObject>({ type: 'object', description: 'A JSON object' })
const Stage = Type.Union([
  Type.Literal('preview'),
  Type.Literal('execute'),
  Type.Literal('poll'),
  Type.Literal('verify'),
  Type.Literal('rollback'),
  Type.Literal('cancel'),
])
const Count = Type.Integer({ minimum: 0 })
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Texts = Type.Array(Text)

/** An error as the journal keeps it: what AWS (or the system) said, with nothing secret in it. */
export const ErrorDataSchema = Type.Object(
  {
    name: Text,
    message: Text,
    request_id: nullable(Text),
    http_status: nullable(Type.Integer()),
    code: nullable(Text),
  },
  { description: 'A failure as AWS or the system reported it' },
)

/** Progress of a long-running job, as far as AWS gives it. */
export const ProgressSchema = Type.Object({
  done: Type.Optional(Type.Number()),
  total: Type.Optional(Type.Number()),
  unit: Type.Optional(Text),
  percent: Type.Optional(Type.Number()),
  rate: Type.Optional(Type.Number({ description: 'Units per second' })),
  eta_seconds: Type.Optional(Type.Number()),
})

/** Who holds, or held, a run lock. */
export const LockHolderDataSchema = Type.Object({
  pid: Type.Integer({ minimum: 1 }),
  process_start_time: Type.String({ description: 'Tells a process from a later one with the same pid' }),
  host: Text,
  operator: Text,
  started_at: Text,
  command: Text,
  fence: Type.Integer({ minimum: 1 }),
})

const Check = Type.Object({ name: Text, ok: Type.Boolean(), expected: JsonValue, found: JsonValue })
const Verify = Type.Object({
  checks: Type.Array(Check),
  of: Type.Union([Type.Literal('step'), Type.Literal('rollback')]),
  observed: Type.Optional(JsonMembers),
  receipt: Type.Optional(JsonMembers),
})

const Decision = Type.Object({
  shown_hash: nullable(Type.String({ description: 'Hash of what the operator was shown' })),
  decision: Text,
  typed: Type.Optional(Type.String({ description: 'What the operator had to type' })),
})

const Poll = Type.Object({
  status: Type.String({ description: "The service's own word" }),
  outcome: Type.Union([
    Type.Literal('running'),
    Type.Literal('succeeded'),
    Type.Literal('failed'),
    Type.Literal('unknown'),
  ]),
  progress: nullable(ProgressSchema),
  message: nullable(Text),
})

const ResumeFinding = Type.Object({
  last_event: Text,
  finding: Text,
  reason: Type.Optional(Text),
  decision: Type.Optional(Text),
})

const Probe = Type.Object({
  profile: Text,
  side: Type.Union([Type.Literal('source'), Type.Literal('target')]),
  account_id: Type.Optional(Text),
  arn: Type.Optional(Text),
  expires_at: Type.Optional(nullable(Text)),
  message: Type.Optional(Text),
})

const Lock = Type.Object({
  pid: Type.Integer({ minimum: 1 }),
  host: Text,
  fence: Type.Integer({ minimum: 1 }),
  previous: Type.Optional(LockHolderDataSchema),
})

const Freeze = Type.Object({
  datastore_arn: Text,
  duration_minutes: Type.Number({ minimum: 0, description: 'Allowed length in minutes' }),
  at: Instant,
})

/** The schema of `data`, per event. Everything else about an event's data derives from this table. */
export const ENTRY_DATA_SCHEMAS = {
  'run-started': Type.Object({
    cutover_version: Text,
    inputs: Type.Record(Type.String(), Type.String(), { description: 'File name to SHA-256, hex' }),
    steps_sha256: Text,
    steps_total: Count,
    mode: Type.Union([Type.Literal('run'), Type.Literal('rehearse')]),
    profiles: Type.Object({ source: Text, target: Text }),
    freeze_windows: Type.Optional(JsonValue),
  }),
  'run-resumed': Type.Object({
    cutover_version: Text,
    from_entry_id: Text,
    changed_version: Type.Optional(Type.Boolean()),
  }),
  'run-ended': Type.Object({
    verdict: Type.Union([
      Type.Literal('completed'),
      Type.Literal('halted'),
      Type.Literal('aborted'),
      Type.Literal('failed'),
    ]),
    halt_reason: nullable(Text),
    halt_step_id: nullable(Text),
  }),
  'lock-acquired': Lock,
  'lock-released': Lock,
  'lock-taken-over-from-stale': Lock,
  'sso-probe-passed': Probe,
  'sso-probe-failed': Probe,
  'journal-recovered': Type.Object({
    offset: Type.Integer({ minimum: 0, description: 'Byte offset of the skipped fragment' }),
    length: Type.Integer({ minimum: 1, description: 'Its length in bytes' }),
    sha256: Sha256,
  }),
  'step-started': Type.Object({ attempt_of_walk: Type.Integer({ minimum: 1 }) }),
  'step-blocked': Type.Object({ by: Texts, reason: Text }),
  'preview-shown': Type.Object({
    observation_hash: Text,
    already_done: Type.Boolean(),
    blockers: Texts,
    warnings: Texts,
    observation: JsonValue,
    before: Texts,
    after: Texts,
    volatile: Type.Optional(Texts),
    destroys: Type.Optional(nullable(Type.String({ description: 'What this very execution would destroy' }))),
    artifact: Type.Optional(JsonValue),
  }),
  'approval-requested': Type.Object({ observation_hash: nullable(Text), prompt_hash: Text }),
  approved: Decision,
  'irreversible-confirmed': Decision,
  'approval-invalidated': Type.Object({ shown_hash: nullable(Text), found_hash: Text, difference: Texts }),
  skipped: Decision,
  aborted: Decision,
  'handoff-checked': Type.Object({
    criteria: Texts,
    allowed: Type.Boolean(),
    denied: Type.Array(
      Type.Object({ side: Text, action: Text, resource: Text, reason: Text, missing_context: Texts }),
    ),
    principals: JsonValue,
  }),
  executing: Type.Object({
    account: Text,
    call: Type.String({ description: 'The exact call, as its CLI equivalent' }),
    token: Text,
    attempt: Type.Integer({ minimum: 1 }),
    kind: Type.Union([Type.Literal('execute'), Type.Literal('rollback'), Type.Literal('cancel')]),
    observation_hash: nullable(Text),
  }),
  executed: Type.Object({
    ok: Type.Boolean(),
    attempt: Type.Integer({ minimum: 1 }),
    token: Text,
    receipt: nullable(JsonMembers),
    error: nullable(ErrorDataSchema),
    in_doubt: Type.Boolean(),
    credentials: Type.Optional(Type.Boolean({ description: 'Refused because credentials had expired' })),
    kind: Type.Union([Type.Literal('execute'), Type.Literal('cancel')]),
  }),
  'poll-tick': Poll,
  'poll-terminal': Poll,
  'verify-passed': Verify,
  'verify-failed': Verify,
  'step-succeeded': Type.Object({
    receipt: nullable(JsonMembers),
    how: Type.Union([
      Type.Literal('executed'),
      Type.Literal('already-existed'),
      Type.Literal('resumed'),
      Type.Literal('decided'),
    ]),
    observed: Type.Optional(JsonMembers),
  }),
  'step-failed': Type.Object({
    error: ErrorDataSchema,
    stage: Stage,
    retryable: Type.Boolean(),
    never_happened: Type.Optional(
      Type.Boolean({ description: 'AWS has shown that the attempt changed nothing' }),
    ),
  }),
  'freeze-began': Freeze,
  'freeze-released': Freeze,
  'rollback-offered': Type.Object({
    choices: Texts,
    retries_left: Count,
    within_window: nullable(Type.Boolean()),
  }),
  'rollback-approved': Decision,
  'rollback-executed': Type.Object({
    ok: Type.Boolean(),
    receipt: nullable(JsonMembers),
    error: nullable(ErrorDataSchema),
    remains: nullable(Text),
  }),
  'rollback-skipped': Decision,
  'resume-reverified': ResumeFinding,
  'resume-marked-done': ResumeFinding,
  'resume-reprompted': ResumeFinding,
} as const satisfies Record<JournalEvent, TSchema>

type DataTypes = { [E in JournalEvent]: Static<(typeof ENTRY_DATA_SCHEMAS)[E]> }

/** The type of an entry's `data`, keyed by its event. */
export interface EntryDataByEvent extends DataTypes {}

/** See {@link ErrorDataSchema}. */
export type ErrorData = Static<typeof ErrorDataSchema>
/** See {@link ProgressSchema}. */
export type ProgressData = Static<typeof ProgressSchema>
/** See {@link LockHolderDataSchema}. */
export type LockHolder = Static<typeof LockHolderDataSchema>
