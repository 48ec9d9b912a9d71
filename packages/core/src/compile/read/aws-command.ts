import type { Side } from '../../model/step.js'
import { shellWords, type Word } from './shell-words.js'

/** `aws <service> <operation> --flag value…`, or any other program's flags. */
export interface ParsedCommand {
  /** `rds modify-db-snapshot-attribute`, `terraform apply`; null when it is not a command with flags. */
  readonly operation: string | null
  /** Values by flag (with its dashes). An empty list is a switch. Placeholders make the whole flag absent. */
  readonly flags: ReadonlyMap<string, readonly string[]>
  /** Words that belong to no flag. */
  readonly rest: readonly string[]
  readonly hasPlaceholder: boolean
}

/** A command that maps onto one AWS API operation, complete as it stands. */
export interface ApiCommand {
  readonly service: string
  readonly operation: string
  readonly flags: ReadonlyMap<string, readonly string[]>
  /** Null when a profile is named that is neither of the two variables. */
  readonly side: Side | null
}

/** Every command of a line, taken apart. */
export function parseCommands(command: string | null | undefined): readonly ParsedCommand[] {
  return shellWords(command).segments.map(parseSegment)
}

function parseSegment(words: readonly Word[]): ParsedCommand {
  const flags = new Map<string, readonly string[]>()
  const absent = new Set<string>()
  const rest: string[] = []
  let flag: string | null = null
  let values: string[] = []
  const close = () => {
    if (flag !== null && !absent.has(flag) && !flags.has(flag)) flags.set(flag, values)
    flag = null
    values = []
  }
  for (const { text, placeholder } of words) {
    const named = /^(--?[A-Za-z][A-Za-z0-9-]*)(?:=([\s\S]*))?$/.exec(text)
    if (named !== null) {
      close()
      flag = named[1] ?? null
      if (flag !== null && placeholder) absent.add(flag)
      else if (named[2] !== undefined) values.push(named[2])
    } else if (flag === null) rest.push(text)
    else if (placeholder) absent.add(flag)
    else values.push(text)
  }
  close()
  return { operation: operationOf(rest), flags, rest, hasPlaceholder: words.some((w) => w.placeholder) }
}

function operationOf(rest: readonly string[]): string | null {
  const [program, first, second] = rest
  if (program === 'aws') return first !== undefined && second !== undefined ? `${first} ${second}` : null
  return program === 'terraform' && first !== undefined ? `terraform ${first}` : null
}

/** Flags of the AWS CLI itself; they never reach the service. */
const CLI_FLAGS = new Set([
  '--profile',
  '--region',
  '--output',
  '--query',
  '--no-cli-pager',
  '--no-paginate',
  '--debug',
  '--color',
])
/** CLI conveniences that are no API services or operations. */
const NOT_SERVICES = new Set(['s3', 'configure', 'sso', 'help'])

/** The API call that a text states completely, or null: then it is only words for the operator. */
export function apiCommand(command: string | null | undefined): ApiCommand | null {
  const line = shellWords(command)
  const [words] = line.segments
  if (!line.plain || words === undefined) return null
  const parsed = parseSegment(words)
  const [program, service, operation, ...more] = parsed.rest
  if (program !== 'aws' || service === undefined || operation === undefined || more.length > 0) return null
  if (parsed.hasPlaceholder || NOT_SERVICES.has(service) || operation === 'wait') return null
  if (!/^[a-z][a-z0-9-]*$/.test(service) || !/^[a-z][a-z0-9-]*$/.test(operation)) return null
  const flags = new Map([...parsed.flags].filter(([flag]) => !CLI_FLAGS.has(flag)))
  return { service, operation, flags, side: sideOf(parsed.flags.get('--profile')) }
}

function sideOf(profile: readonly string[] | undefined): Side | null {
  if (profile === undefined) return 'target'
  if (/SOURCE/.test(profile[0] ?? '')) return 'source'
  return /TARGET/.test(profile[0] ?? '') ? 'target' : null
}
