import { modelOf } from '../codec/model.js'
import type { ServiceRegistry } from './registry.js'

const introduction = `# What the simulator models

Generated from the notes beside the behaviour, by \`packages/simulator/scripts/write-behaviour.ts\`. Inputs,
outputs, errors and wire protocols are those of the installed AWS SDK clients; this page says what each
operation does with them. An operation that is not listed answers \`501 NotImplemented\` and names itself.
`

/** The behaviour document, in Markdown: every operation of every service, with its note. */
export async function behaviourDocument(registry: ServiceRegistry): Promise<string> {
  const sections: string[] = [introduction]
  for (const [name, entry] of Object.entries(registry).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [{ operations }, { behaviour }] = await Promise.all([entry.sdk().then(modelOf), entry.behaviour()])
    const modelled = Object.keys(behaviour.operations).sort()
    const unknown = modelled.filter((operation) => !operations.has(operation))
    if (unknown.length > 0) throw new Error(`${name} has no operation ${unknown.join(', ')}`)
    sections.push(
      `## ${name}\n\n${modelled.length} of ${operations.size} operations.\n\n` +
        `| operation | what it does, and what not |\n|---|---|\n` +
        modelled
          .map((operation) => `| ${operation} | ${cell(behaviour.operations[operation]?.note ?? '')} |\n`)
          .join(''),
    )
  }
  return `${sections.join('\n')}`
}

function cell(note: string): string {
  return note.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
