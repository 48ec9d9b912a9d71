import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { ENTRY_DATA_SCHEMAS } from './data.js'
import { JournalMetadataSchema } from './entry.js'
import { isApprovalClass, isJournalEvent, type JournalEvent } from './events.js'
import { INSTANT } from './instant.js'
import { exceedsTail } from './tail.js'

/**
 * Says what is wrong with a parsed line, or null. The common members are checked by hand, because a million
 * lines pass here and a general validator costs more than parsing does; a test holds these checks against
 * `JournalEntrySchema`. `data` is checked by validators compiled from its schemas on first use.
 */

type Members = Readonly<Record<string, unknown>>
type DataCheck = (data: unknown) => string | null

const ENTRY_ID = /^e[1-9]\d*$/
const SHA256 = /^[0-9a-f]{64}$/
const CRC32 = /^[0-9a-f]{8}$/
const dataChecks = new Map<JournalEvent, DataCheck>()

/**
 * What is wrong with a value as an entry, in words; null when it is one. `knownPrev` is the hash that the
 * chain expects, if known: a `prev` that equals it needs no further look.
 */
export function entryProblem(value: unknown, knownPrev?: string): string | null {
  if (!isMembers(value)) return 'an entry has to be a JSON object'
  const event = value.event
  if (!isJournalEvent(event)) return `"event" is ${shown(event)}, which is not a known event`
  return (
    commonProblem(value) ??
    outputProblem(value) ??
    operatorProblem(value, event) ??
    chainMembersProblem(value, knownPrev) ??
    dataCheck(event)(value.data)
  )
}

/** What is wrong with a value as the metadata of a journal, in words; null when it is one. */
export const metadataProblem: DataCheck = lazily(JournalMetadataSchema, 'metadata')

function commonProblem(entry: Members): string | null {
  if (!isText(entry.entry_id) || !ENTRY_ID.test(entry.entry_id))
    return expected(entry, 'entry_id', 'e1, e2, …')
  if (!isText(entry.step_id) || entry.step_id === '') return expected(entry, 'step_id', 'a step id')
  if (!isIntegerOrNull(entry.phase_number)) return expected(entry, 'phase_number', 'a whole number or null')
  if (!isText(entry.at) || !INSTANT.test(entry.at)) return expected(entry, 'at', 'an ISO-8601 UTC time')
  return null
}

function outputProblem(entry: Members): string | null {
  if (!isTextOrNull(entry.cmd)) return expected(entry, 'cmd', 'text or null')
  if (!isIntegerOrNull(entry.exit_code)) return expected(entry, 'exit_code', 'a whole number or null')
  if (!isTail(entry.stdout_tail)) return expected(entry, 'stdout_tail', 'at most 2 KiB of text, or null')
  if (!isTail(entry.stderr_tail)) return expected(entry, 'stderr_tail', 'at most 2 KiB of text, or null')
  if (!isTextOrNull(entry.poll_state)) return expected(entry, 'poll_state', 'text or null')
  if (!isTextOrNull(entry.notes)) return expected(entry, 'notes', 'text or null')
  return null
}

function operatorProblem(entry: Members, event: JournalEvent): string | null {
  const operator = entry.operator
  if (!isTextOrNull(operator)) return expected(entry, 'operator', 'text or null')
  if (!isApprovalClass(event) || (operator !== null && operator !== '')) return null
  return `"${event}" records a decision and has to name its operator`
}

function chainMembersProblem(entry: Members, knownPrev: string | undefined): string | null {
  const fence = entry.fence
  if (!Number.isInteger(fence) || Number(fence) < 1) return expected(entry, 'fence', 'a whole number from 1')
  const { prev } = entry
  const known = knownPrev !== undefined && prev === knownPrev
  if (!known && !(isText(prev) && SHA256.test(prev))) return expected(entry, 'prev', 'a SHA-256')
  if (!isText(entry.crc) || !CRC32.test(entry.crc)) return expected(entry, 'crc', 'a CRC-32')
  return null
}

function dataCheck(event: JournalEvent): DataCheck {
  const known = dataChecks.get(event)
  if (known) return known
  const check = lazily(ENTRY_DATA_SCHEMAS[event], 'data')
  dataChecks.set(event, check)
  return check
}

/** Compiles on first use: reading a journal should cost only the events that are in it. */
function lazily(schema: TSchema, name: string): DataCheck {
  let validator: ReturnType<typeof Compile<TSchema>> | undefined
  return (value) => {
    validator ??= Compile(schema)
    if (validator.Check(value)) return null
    const found = validator.Errors(value)[0]
    return `"${name}${found?.instancePath ?? ''}" ${found?.message ?? 'does not fit its schema'}`
  }
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)
const isIntegerOrNull = (value: unknown): boolean => value === null || Number.isInteger(value)
const isTail = (value: unknown): boolean => value === null || (isText(value) && !exceedsTail(value))

const expected = (entry: Members, member: string, what: string): string =>
  `"${member}" has to be ${what}, but is ${shown(entry[member])}`

function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
