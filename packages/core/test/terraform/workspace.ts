import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { terraformProcess } from '../../src/terraform/process-runner.js'
import type { TerraformIo, TerraformRunner } from '../../src/terraform/runner.js'

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
    readonly credentialsExpireAtMs?: () => number | null
  } = {},
): TerraformRunner {
  const { env = {}, ...rest } = options
  return terraformProcess({
    runDirectory: directory,
    profiles: { target: 'target' },
    facts: { target: { accountId: '222222222222', region: 'us-east-1' } },
    env: { PATH: process.env.PATH, HOME: directory, ...env },
    ...rest,
  })
}

/** Collects what would go to the step's log. */
export function listen(signal: AbortSignal = new AbortController().signal): TerraformIo & { text(): string } {
  const heard: string[] = []
  return { signal, onOutput: (_stream, text) => heard.push(text), text: () => heard.join('') }
}

export function planFileIn(directory: string, name = 'step.tfplan'): string {
  return join(directory, 'execution', name)
}
