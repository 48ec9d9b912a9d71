import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sha256 } from '../../src/model/json.js'
import type { TerraformCredentials } from '../../src/terraform/access/credentials.js'
import { type ProcessTerraformOptions, terraformProcess } from '../../src/terraform/process-runner.js'
import type { ApprovedPlan, TerraformIo, TerraformRunner } from '../../src/terraform/runner.js'

const folders: string[] = []

/** A run directory with the given files, by path relative to `terraform/`. */
export function workspace(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'cutover-tf-'))
  folders.push(directory)
  mkdirSync(join(directory, 'terraform', 'root'), { recursive: true })
  for (const [path, text] of Object.entries(files)) put(join(directory, 'terraform', path), text)
  return directory
}

export function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

export function removeWorkspaces(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export function runnerFor(
  directory: string,
  options: {
    readonly env?: Readonly<Record<string, string>>
    readonly terraformPath?: string
    readonly credentials?: Partial<TerraformCredentials>
    readonly listen?: ProcessTerraformOptions['listen']
    readonly now?: () => number
  } = {},
): TerraformRunner {
  const { env = {}, credentials = {}, now, ...rest } = options
  return terraformProcess({
    runDirectory: directory,
    facts: { target: { accountId: '222222222222', region: 'us-east-1' } },
    env: { PATH: process.env.PATH, HOME: directory, ...env },
    credentials: { ...NO_ACCOUNT, ...credentials },
    ...(now === undefined ? {} : { clock: { now } }),
    ...rest,
  })
}

/** For configurations that need no account: who asks for a session is told that there is none. */
const NO_ACCOUNT: TerraformCredentials = {
  session: () => Promise.reject(new Error('no account')),
  profiles: async () => [],
  endpoints: async () => ({}),
}

/** A plan file as a person would have approved it: it is there, and its digest is the one that was shown. */
export function shown(planFile: string): ApprovedPlan {
  if (!existsSync(planFile)) put(planFile, 'a plan')
  return { planSha256: sha256(readFileSync(planFile)), filesSha256: null, needsMs: 0 }
}

/** Collects what would go to the step's log. */
export function listen(signal: AbortSignal = new AbortController().signal): TerraformIo & { text(): string } {
  const heard: string[] = []
  return { signal, onOutput: (_stream, text) => heard.push(text), text: () => heard.join('') }
}

export function planFileIn(directory: string, name = 'step.tfplan'): string {
  return join(directory, 'execution', name)
}
