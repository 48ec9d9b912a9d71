import type { JsonObject } from '../model/json.js'
import { type JsonRecord, recordOf, textOf } from './json-read.js'
import type { TerraformFailure } from './runner.js'

/** One thing that terraform complained about. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  readonly summary: string
  readonly detail: string
  /** `main.tf:15`, relative to the root module. */
  readonly place: string | null
  readonly address: string | null
}

/** Reads a diagnostic of the JSON forms (`validate -json`, UI lines). */
export function diagnosticOf(raw: JsonRecord): Diagnostic {
  const range = recordOf(raw.range)
  const file = textOf(range?.filename)
  const line = recordOf(range?.start)?.line
  return {
    severity: raw.severity === 'warning' ? 'warning' : 'error',
    summary: textOf(raw.summary) ?? 'no summary',
    detail: textOf(raw.detail) ?? '',
    place: file === null ? null : `${file}${typeof line === 'number' ? `:${line}` : ''}`,
    address: textOf(raw.address),
  }
}

/** Reads what commands without a JSON form (`init`, `state`) print to stderr. */
export function diagnosticsOfText(text: string): readonly Diagnostic[] {
  const plain = text.replace(/^[│╷╵ ]+/gm, '')
  return plain
    .split(/^(?=(?:Error|Warning): )/m)
    .filter((part) => /^(Error|Warning): /.test(part))
    .map((part) => {
      const [first = '', ...rest] = part.split('\n')
      const place = /^on (\S+) line (\d+)/m.exec(part)
      return {
        severity: first.startsWith('Warning') ? 'warning' : 'error',
        summary: first.replace(/^(Error|Warning): /, '').trim(),
        detail: rest.join(' '),
        place: place === null ? null : `${place[1]}:${place[2]}`,
        address: null,
      }
    })
}

/** One sentence with its place: `main.tf:15: Unsupported argument: An argument … (module.a.aws_vpc.x)`. */
export function sentence(diagnostic: Diagnostic): string {
  const { severity, summary, detail, place, address } = diagnostic
  const words = [summary, detail.replace(/\s+/g, ' ').trim()].filter((text) => text !== '').join(': ')
  const about = address === null ? '' : ` (${address})`
  return `${place === null ? '' : `${place}: `}${severity === 'warning' ? 'warning: ' : ''}${words}${about}`
}

const LOCKED = 'Error acquiring the state lock'
const STALE = ['Saved plan is stale', 'Saved plan does not match the given state']
const STATE_LOST = /Failed to persist state|Error saving state|Failed to save state|errored\.tfstate/
const CREDENTIALS =
  /\b(ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|UnrecognizedClient(Exception)?|InvalidGrantException)\b|No valid credential sources|(SSO )?session has expired|SSO token|security token included in the request is (expired|invalid)|failed to refresh cached credentials|failed to get shared config profile/i

/** Whether a text says that nobody is logged in (any more). */
export function saysCredentials(text: string): boolean {
  return CREDENTIALS.test(text)
}

/** Why a command failed. Order matters: a lost state is said first, since credentials may have caused it. */
export function reasonOf(
  diagnostics: readonly Diagnostic[],
  output: string,
  erroredState: boolean,
): TerraformFailure['reason'] {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  const texts = [...errors.map((error) => `${error.summary}\n${error.detail}`), output]
  if (erroredState || texts.some((text) => STATE_LOST.test(text))) return 'errored-state'
  if (errors.some((error) => STALE.includes(error.summary))) return 'stale-plan'
  if (errors.some((error) => error.summary === LOCKED)) return 'state-locked'
  if (texts.some(saysCredentials)) return 'credentials'
  return errors.length > 0 && errors.every((error) => error.place !== null && error.address === null)
    ? 'invalid'
    : 'other'
}

/** The holder of a lock, as terraform prints it: `ID`, `Path`, `Operation`, `Who`, `Version`, `Created`. */
export function lockHolder(diagnostics: readonly Diagnostic[]): JsonObject | null {
  const locked = diagnostics.find((diagnostic) => diagnostic.summary === LOCKED)
  if (locked === undefined) return null
  const fields = [...locked.detail.matchAll(/^\s+(ID|Path|Operation|Who|Version|Created|Info):[ \t]*(.*)$/gm)]
  return Object.fromEntries(fields.map((field) => [field[1] ?? '', (field[2] ?? '').trim()]))
}
