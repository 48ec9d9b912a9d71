import { join } from 'node:path'
import { CutoverError } from '../model/errors.js'

/** Inputs that are not planner artifacts (those are in model/artifacts/catalogue.ts). */
export const INPUT_FILES = {
  controlSignOff: 'cutover-checklist-control-plane.md',
  dataSignOff: 'cutover-checklist-data-plane.md',
  stepInputs: 'step-inputs.json',
  terraform: 'terraform',
  terraformRoot: 'terraform/root',
} as const

/** What the product writes into the run directory. */
export const OUTPUT_FILES = {
  steps: 'execution-steps.json',
  journal: 'execution-log.jsonl',
  summary: 'execution-summary.json',
  reportMarkdown: 'execution-report.md',
  reportHtml: 'execution-report.html',
  lock: 'RUNNING.lock',
  stepFolder: 'execution',
  rehearsals: 'rehearsals',
  stepInputsTodo: 'step-inputs.todo.json',
} as const

export interface RunDirectoryParts {
  /** The value of `AWS_MIGRATION_ROOT`, or its default `~/.aws-migration` already expanded. */
  readonly root: string
  readonly sourceProfile: string
  readonly targetProfile: string
  readonly runId: string
}

/**
 * Where the planner's tools put a run: `<root>/runs/<source>-to-<target>-<run id>`.
 * @throws CutoverError `usage/invalid` when a part is empty or would leave the folder
 */
export function runDirectoryPath(parts: RunDirectoryParts): string {
  const names = [
    ['source profile', parts.sourceProfile],
    ['target profile', parts.targetProfile],
    ['run id', parts.runId],
  ] as const
  for (const [what, value] of names) {
    if (value === '' || value === '.' || value === '..' || /[/\\\0]/.test(value))
      throw new CutoverError({
        code: 'usage/invalid',
        fault: 'operator',
        message: `The ${what} ${JSON.stringify(value)} cannot be part of a folder's name.`,
        next: 'Give the run directory as a path instead.',
      })
  }
  return join(parts.root, 'runs', `${parts.sourceProfile}-to-${parts.targetProfile}-${parts.runId}`)
}
