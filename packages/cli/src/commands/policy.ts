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
import type { OutputFormat } from '../output-format.js'
import type { Shell } from '../shell.js'
import { joined, jsonText, lines, oneLine, type Printable, printable, shown } from '../terminal/text.js'

/**
 * The IAM policies that exactly this plan needs. Reads the run directory alone; AWS is not asked.
 * @throws CutoverError `input/*`, `compile/*`: only what compiles has steps
 */
export async function policy(
  host: Shell,
  directory: string,
  options: { readonly output: OutputFormat },
): Promise<ExitCode> {
  const run = await loadRunDirectory(resolve(host.cwd, directory))
  const steps = assertCompiled(compile(run.artifacts, actions))
  const policies = policiesFor(steps, stepFacts(run.artifacts).facts, actions)
  host.stdout.print(options.output === 'json' ? asJson(policies) : asText(policies))
  return EXIT.completed
}

function asJson(policies: readonly CutoverPolicy[]): Printable {
  const documents = policies.map(({ name, side, accountId, plane, characters, document }) => ({
    name,
    side,
    account_id: accountId,
    plane,
    characters,
    document,
  }))
  return lines([jsonText(documents, 2)])
}

function asText(policies: readonly CutoverPolicy[]): Printable {
  if (policies.length === 0) return printable('No step of this plan calls AWS; no policy is needed.\n')
  const parts = policies.map((one) =>
    lines([
      oneLine(`# ${one.name}: ${one.side} account ${one.accountId}, ${WHEN[one.plane]}`),
      shown`# ${one.characters} of ${MAX_POLICY_CHARACTERS} characters, ${one.document.Statement.length} statements`,
      jsonText(one.document, 2),
      oneLine(''),
    ]),
  )
  return shown`${joined(parts, '')}${NOTES}\n`
}

const WHEN = {
  control: 'attached for the whole run',
  data: 'attached in addition at the handoff, and for the rest of the run',
} as const

const NOTES =
  printable(`# What these do not cover: the backend of terraform's state, resource types and modules that the product
# does not know, and resource policies (of buckets and keys of the other account). Pre-flight and handoff check
# what is attached, with the policy simulator.`)
