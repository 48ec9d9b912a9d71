import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openFolder } from '@cutover/journal'
import type { TSchema } from 'typebox'
import type { Artifacts, PlannerArtifacts } from '../model/artifacts/artifacts.js'
import { ARTIFACT_KEYS, PLANNER_FILES } from '../model/artifacts/catalogue.js'
import { sha256 } from '../model/json.js'
import { type StepInputs, StepInputsSchema } from '../model/step-inputs.js'
import { validate } from '../model/validate.js'
import type { Configuration } from '../terraform/configuration/model.js'
import { readConfiguration } from '../terraform/configuration/read-configuration.js'
import { ConfigurationRefused } from '../terraform/configuration/refusal.js'
import { type InputDigests, terraformDigests } from './digests.js'
import { INPUT_FILES } from './files.js'
import { parseJsonText } from './json-text.js'
import { itemName } from './pointer.js'
import { errno, type InputProblem, readProblem } from './problems.js'
import { ARTIFACT_LIMIT_BYTES, isMissing, OutsideError, readInside } from './safe-read.js'
import { parseSignOff, type SignOff } from './sign-off.js'
import { declaredTerraform } from './terraform-modules.js'

/** All that could be read of a run directory, and all that could not. Never throws for what it finds. */
export interface Inspection {
  /** The real, absolute path. */
  readonly path: string
  readonly problems: readonly InputProblem[]
  /** The artifacts that are valid. */
  readonly partial: Partial<PlannerArtifacts>
  /** Everything that compile needs; null while there are problems. */
  readonly artifacts: Artifacts | null
  /** What terraform would read; null where it could not be read. */
  readonly configuration: Configuration | null
  /** SHA-256 of every input that could be read. */
  readonly digests: InputDigests
  /** Null where the markdown could not be read. */
  readonly signOffs: { readonly control: SignOff | null; readonly data: SignOff | null }
}

/** Reads and validates everything in a run directory, and collects all problems. */
export async function inspectRunDirectory(path: string): Promise<Inspection> {
  const reader = new Reader(resolve(path))
  if (!(await reader.openFolder())) return reader.result({}, null, { control: null, data: null })
  const partial: Partial<Record<keyof PlannerArtifacts, unknown>> = {}
  for (const key of ARTIFACT_KEYS) {
    const { file, schema } = PLANNER_FILES[key]
    const value = await reader.json(file, schema)
    if (value !== undefined) partial[key] = value
  }
  const signOffs = {
    control: await reader.signOff(INPUT_FILES.controlSignOff),
    data: await reader.signOff(INPUT_FILES.dataSignOff),
  }
  const stepInputs = (await reader.json(INPUT_FILES.stepInputs, StepInputsSchema, { optional: true })) ?? {}
  await reader.terraform()
  const known = partial as Partial<PlannerArtifacts>
  const artifacts =
    reader.problems.length === 0 && isComplete(known)
      ? {
          ...known,
          ...declaredTerraform(reader.configuration),
          stepInputs: withoutNotes(stepInputs as StepInputs),
        }
      : null
  return reader.result(known, artifacts, signOffs)
}

function isComplete(partial: Partial<PlannerArtifacts>): partial is PlannerArtifacts {
  return ARTIFACT_KEYS.every((key) => partial[key] !== undefined)
}

/** Keys such as `$schema` are for editors. */
function withoutNotes(inputs: StepInputs): StepInputs {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith('$')))
}

class Reader {
  readonly problems: InputProblem[] = []
  configuration: Configuration | null = null
  private readonly digests: Record<string, string> = {}

  constructor(private path: string) {}

  result(
    partial: Partial<PlannerArtifacts>,
    artifacts: Artifacts | null,
    signOffs: Inspection['signOffs'],
  ): Inspection {
    const { path, problems, configuration, digests } = this
    return { path, problems, partial, artifacts, configuration, digests, signOffs }
  }

  /** Says at once that the folder itself is the problem, instead of ten missing files. */
  async openFolder(): Promise<boolean> {
    try {
      this.path = await realpath(this.path)
      openFolder(this.path, 'refuse').close()
      return true
    } catch (error) {
      this.problems.push(folderProblem(this.path, error))
      return false
    }
  }

  async json(file: string, schema: TSchema, options = { optional: false }): Promise<unknown> {
    const bytes = await this.bytes(file, options.optional)
    if (bytes === null) return undefined
    const text = this.text(file, bytes)
    if (text === null) return undefined
    const parsed = parseJsonText(text)
    if (parsed.kind === 'error') {
      const { line, column, message, excerpt } = parsed.error
      this.add(
        'input/not-json',
        file,
        null,
        `not valid JSON at line ${line}, column ${column}: ${message}.\n${excerpt.map((row) => `    ${row}`).join('\n')}`,
        'Correct the file, or let the planner write it again.',
      )
      return undefined
    }
    const wrong = validate(schema, parsed.value)
    for (const { pointer, expected, found } of wrong) {
      const item = itemName(parsed.value, pointer)
      this.add(
        'input/schema',
        file,
        pointer,
        `expected ${expected}; found ${found}${item === null ? '' : ` (item ${item})`}.`,
        'Correct the file, or let the planner write it again.',
      )
    }
    return wrong.length === 0 ? parsed.value : undefined
  }

  async signOff(file: string): Promise<SignOff | null> {
    const bytes = await this.bytes(file, false)
    const text = bytes === null ? null : this.text(file, bytes)
    return text === null ? null : parseSignOff(text)
  }

  /** Digests first: a link that leaves the folder is refused by them, and nothing behind it is read. */
  async terraform(): Promise<void> {
    try {
      const { digests, escaping } = await terraformDigests(this.path)
      Object.assign(this.digests, digests)
      for (const file of escaping) this.refuse(file, 'is a symbolic link to what no digest covers')
      if (escaping.length > 0) return
      const configuration = await readConfiguration(this.path)
      for (const { file, message, next } of configuration.refusals)
        this.add('input/unreadable', file, null, message, next)
      this.configuration = configuration
    } catch (error) {
      if (error instanceof ConfigurationRefused) {
        const { file, message, next } = error.refusal
        this.add('input/unreadable', file, null, message, next)
      } else if (isMissing(error))
        this.add(
          'input/missing-file',
          INPUT_FILES.terraformRoot,
          null,
          'the folder is missing.',
          'Copy the generated Terraform into the run directory; its root module has to be terraform/root.',
        )
      else if (error instanceof OutsideError)
        this.refuse(error.file ?? INPUT_FILES.terraformRoot, error.message)
      else this.problems.push(readProblem(INPUT_FILES.terraformRoot, error))
    }
  }

  private async bytes(file: string, optional: boolean): Promise<Uint8Array | null> {
    try {
      const bytes = await readInside(this.path, file, ARTIFACT_LIMIT_BYTES)
      this.digests[file] = sha256(bytes)
      return bytes
    } catch (error) {
      if (optional && isMissing(error)) return null
      if (error instanceof OutsideError) this.refuse(file, error.message)
      else this.problems.push(readProblem(file, error))
      return null
    }
  }

  private text(file: string, bytes: Uint8Array): string | null {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      this.add('input/not-json', file, null, 'it is not UTF-8 text.', 'Save the file as UTF-8.')
      return null
    }
  }

  private refuse(file: string, why: string): void {
    this.add(
      'input/unreadable',
      file,
      null,
      `refused: it ${why}.`,
      'Copy the file itself into the run directory.',
    )
  }

  private add(
    code: InputProblem['code'],
    file: string,
    pointer: string | null,
    message: string,
    next: string,
  ) {
    this.problems.push({ code, file, pointer, message, next })
  }
}

function folderProblem(path: string, error: unknown): InputProblem {
  if (errno(error) === 'ENOENT')
    return {
      code: 'input/missing-file',
      file: path,
      pointer: null,
      message: 'there is no such run directory.',
      next: 'Check the path, or give --run-id, --source-profile and --target-profile.',
    }
  const problem = readProblem(path, error)
  const message = errno(error) === 'ENOTDIR' ? 'it is not a folder.' : problem.message
  return {
    ...problem,
    message,
    next: 'Name the folder that holds the checklists, and make it readable to you.',
  }
}
