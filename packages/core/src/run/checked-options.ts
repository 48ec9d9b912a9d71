import { CutoverError } from '../model/errors.js'
import { thrownText } from '../model/thrown.js'
import { NAME_LIMIT, type Operator } from '../preflight/operator.js'
import { checkControls } from './controls.js'
import type { RunOptions } from './options.js'

/** The command line of a lock: longer ones are cut, for a lock is read by people. */
const MAX_COMMAND_LENGTH = 2_000
const MAX_PATH_LENGTH = 4_096
/** As long as a profile of the shared configuration may be called by anybody in earnest. */
const MAX_PROFILE_LENGTH = 512

type Checkable = Omit<RunOptions, 'approvals'>

/**
 * The options of a run, each read once, so that a getter cannot answer otherwise later, and checked before
 * anything is touched. Who answers is not checked here: nobody there is a question without an answer.
 * @throws CutoverError `usage/invalid`, naming the option
 */
export function checkedOptions<O extends Checkable>(given: O): O {
  let options: O
  try {
    options = { ...given }
    if (options.profiles) options = { ...options, profiles: { ...options.profiles } }
    if (options.operator) options = { ...options, operator: operatorOf(options.operator) }
    if (options.command) options = { ...options, command: { ...options.command } }
  } catch (error) {
    throw wrong('options', `cannot be read: ${thrownText(error)}`, error)
  }
  checkPath('runDirectory', options.runDirectory)
  if (options.rehearsalDirectory !== undefined) checkPath('rehearsalDirectory', options.rehearsalDirectory)
  checkText('profiles.source', options.profiles?.source, MAX_PROFILE_LENGTH)
  checkText('profiles.target', options.profiles?.target, MAX_PROFILE_LENGTH)
  if (options.operator !== undefined) checkText('operator.name', options.operator?.name, NAME_LIMIT)
  checkPorts(options)
  checkControls(options.controls)
  return options.command === undefined ? options : { ...options, command: cut(options.command) }
}

function operatorOf({ name, source, warning }: Operator): Operator {
  return { name, source, warning }
}

function checkPorts(options: Checkable): void {
  for (const name of ['aws', 'terraform'] as const)
    if (options[name] !== undefined && typeof options[name] !== 'function')
      throw wrong(name, 'has to be a function that makes it')
  const methods = { clock: ['now', 'sleep'], dns: ['resolve'] } as const
  for (const name of ['clock', 'dns'] as const) {
    const port = options[name]
    if (port === undefined) continue
    for (const method of methods[name])
      if (typeof (port as unknown as Record<string, unknown> | null)?.[method] !== 'function')
        throw wrong(name, `has to have ${method}()`)
  }
  const { env } = options
  if (env !== undefined && (typeof env !== 'object' || env === null || Array.isArray(env)))
    throw wrong('env', 'has to be an object of texts')
}

function checkPath(name: string, value: unknown): void {
  checkText(name, value, MAX_PATH_LENGTH)
  if ((value as string).includes('\0')) throw wrong(name, 'holds a character that no path can hold')
}

function checkText(name: string, value: unknown, limit: number): void {
  if (typeof value !== 'string') throw wrong(name, 'has to be a text')
  if (value.trim() === '') throw wrong(name, 'is empty')
  if (value.length > limit) throw wrong(name, `has ${value.length} characters; ${limit} are allowed`)
}

function cut(command: NonNullable<RunOptions['command']>): NonNullable<RunOptions['command']> {
  const short = (text: unknown) => String(text).slice(0, MAX_COMMAND_LENGTH)
  return { line: short(command.line), resume: short(command.resume) }
}

function wrong(name: string, why: string, cause?: unknown): CutoverError {
  return new CutoverError({
    code: 'usage/invalid',
    fault: 'operator',
    message: `The option "${name}" ${why}. Nothing was touched.`,
    next: 'Give it as RunOptions describes it.',
    cause,
  })
}
