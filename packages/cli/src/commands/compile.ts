import { join, resolve } from 'node:path'
import {
  actions,
  assertCompiled,
  type Compiled,
  CutoverError,
  compile as compileArtifacts,
  createFile,
  INPUT_FILES,
  loadRunDirectory,
  OUTPUT_FILES,
  readRun,
  replaceFile,
  serialiseSteps,
  summarise,
  summaryLines,
  todoSkeleton,
  type Unresolved,
} from '@cutover/core'
import { EXIT, type ExitCode } from '../exit-codes.js'
import type { OutputFormat } from '../output-format.js'
import { type Shell, useColour, widthOf } from '../shell.js'
import { renderScreen, type Screen } from '../terminal/screen.js'
import { jsonText, lines, printable } from '../terminal/text.js'

export interface CompileOptions {
  readonly output: OutputFormat
}

/**
 * Writes `execution-steps.json` and shows what is in it, so that a plan can be read before it is run.
 * @throws CutoverError `input/*`, `compile/invalid`, `journal/exists` when a run already goes by a steps file
 */
export async function compile(host: Shell, directory: string, options: CompileOptions): Promise<ExitCode> {
  const runDirectory = resolve(host.cwd, directory)
  const run = await loadRunDirectory(runDirectory)
  const compiled = compileArtifacts(run.artifacts, actions)
  if (compiled.errors.length === 0 && compiled.unresolved.length > 0)
    return await showUnresolved(host, runDirectory, compiled, options)
  const steps = assertCompiled(compiled)
  const path = join(runDirectory, OUTPUT_FILES.steps)
  await writeSteps(runDirectory, path, serialiseSteps(steps))
  if (options.output === 'json')
    host.stdout.print(
      lines([jsonText({ summary: summarise(steps, actions), warnings: compiled.warnings, file: path }, 2)]),
    )
  else {
    const files = { steps: path, journal: join(runDirectory, OUTPUT_FILES.journal) }
    const warnings = compiled.warnings.map((warning) => `Warning: ${warning}`)
    host.stdout.print(lines([...summaryLines(steps, files, actions), ...warnings].map(printable)))
  }
  return EXIT.completed
}

/** A steps file that a run goes by is evidence; one that only an earlier compile wrote is replaced. */
async function writeSteps(directory: string, path: string, text: string): Promise<void> {
  if ((await createFile(path, text)) === 'created') return
  if (await hasRun(directory))
    throw new CutoverError({
      code: 'journal/exists',
      fault: 'operator',
      message: `${path} belongs to a run that has begun; it is not overwritten.`,
      next: `Go on with the run: cutover run ${directory} --resume`,
    })
  await replaceFile(path, text)
}

async function hasRun(directory: string): Promise<boolean> {
  try {
    return (await readRun(directory)).state.started !== null
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'JOURNAL_MISSING') return false
    throw error
  }
}

async function showUnresolved(
  host: Shell,
  directory: string,
  { unresolved }: Compiled,
  options: CompileOptions,
): Promise<ExitCode> {
  const todo = join(directory, OUTPUT_FILES.stepInputsTodo)
  await replaceFile(todo, `${JSON.stringify(todoSkeleton(unresolved), null, 2)}\n`)
  if (options.output === 'json') host.stdout.print(lines([jsonText({ unresolved, file: todo }, 2)]))
  else {
    const layout = { width: widthOf(host.stdout), colour: useColour(host), unfolded: true }
    host.stdout.print(lines(renderScreen(unresolvedScreen(unresolved, directory), layout)))
  }
  return EXIT.unresolved
}

function unresolvedScreen(unresolved: readonly Unresolved[], directory: string): Screen {
  const many = unresolved.length === 1 ? '1 parameter' : `${unresolved.length} parameters`
  return {
    title: `${many} cannot be known from the artifacts. Nothing is guessed.`,
    tone: 'warn',
    lead: [],
    sections: [
      ...unresolved.map(({ key, action, param, type, meaning, example, hint }) => ({
        label: key,
        lines: [
          `${action} needs ${param} (${type})`,
          ...(hint === null ? [meaning] : [meaning, hint]),
          ...(example === null ? [] : [`for example ${JSON.stringify(example)}`]),
        ],
      })),
      {
        label: 'Next',
        lines: [
          `Fill in ${OUTPUT_FILES.stepInputsTodo} in ${directory}, save it as ${INPUT_FILES.stepInputs}, and compile again.`,
        ],
        tone: 'strong' as const,
      },
    ],
  }
}
