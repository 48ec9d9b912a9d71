import { resolve } from 'node:path'
import {
  actions,
  assertCompiled,
  type CutoverPolicy,
  compile,
  loadRunDirectory,
  MAX_POLICY_CHARACTERS,
  policiesFor,
  stepFacts,
} from '@cutover/core'
import { EXIT, type ExitCode } from '../exit-codes.js'
import type { Host } from '../host.js'
import type { OutputFormat } from '../output-format.js'
import { printable } from '../terminal/text.js'

/**
 * The IAM policies that exactly this plan needs. Reads the run directory alone; AWS is not asked.
 * @throws CutoverError `input/*`, `compile/*`: only what compiles has steps
 */
export async function policy(
  host: Host,
  directory: string,
  options: { readonly output: OutputFormat },
): Promise<ExitCode> {
  const run = await loadRunDirectory(resolve(host.cwd, directory))
  const steps = assertCompiled(compile(run.artifacts, actions))
  const policies = policiesFor(steps, stepFacts(run.artifacts).facts, actions)
  host.stdout.write(options.output === 'json' ? asJson(policies) : asText(policies))
  return EXIT.completed
}

function asJson(policies: readonly CutoverPolicy[]): string {
  const documents = policies.map(({ name, side, accountId, plane, characters, document }) => ({
    name,
    side,
    account_id: accountId,
    plane,
    characters,
    document,
  }))
  return `${JSON.stringify(documents, null, 2)}\n`
}

function asText(policies: readonly CutoverPolicy[]): string {
  if (policies.length === 0) return 'No step of this plan calls AWS; no policy is needed.\n'
  const parts = policies.map((one) =>
    [
      `# ${one.name}: ${one.side} account ${one.accountId}, ${WHEN[one.plane]}`,
      `# ${one.characters} of ${MAX_POLICY_CHARACTERS} characters, ${one.document.Statement.length} statements`,
      JSON.stringify(one.document, null, 2),
    ].join('\n'),
  )
  return `${printable([...parts, NOTES].join('\n\n'))}\n`
}

const WHEN = {
  control: 'attached for the whole run',
  data: 'attached in addition at the handoff, and for the rest of the run',
} as const

const NOTES = `# What these do not cover: the backend of terraform's state, resource types and modules that the product
# does not know, and resource policies (of buckets and keys of the other account). Pre-flight and handoff check
# what is attached, with the policy simulator.`
