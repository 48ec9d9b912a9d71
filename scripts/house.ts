import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parseSync } from '@swc/core'

/**
 * Counts what makes a code base hard to walk through: `pnpm house`. Prints one figure a line; `--list` names the
 * places. A measure to compare two commits with, and no verdict.
 */

interface Place {
  readonly file: string
  readonly text: string
}

interface Node {
  readonly type?: string
  readonly [member: string]: unknown
}

/** No function takes more; what belongs together is one object with a name. */
const MAX_PARAMETERS = 4
const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
])

const sources = execFileSync('git', ['ls-files', 'packages'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /^packages\/[^/]+\/src\/.*\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }))

const wide: Place[] = []
const swallowing: Place[] = []
for (const { file, text } of sources) {
  visit(parseSync(text, { syntax: 'typescript', target: 'es2022' }) as unknown as Node, (node) => {
    if (FUNCTIONS.has(node.type ?? '') && parametersOf(node) > MAX_PARAMETERS)
      wide.push({ file, text: `${nameOf(node)}: ${parametersOf(node)} parameters` })
    if (node.type === 'SwitchCase' && node.test === null && !isExhaustive(node))
      swallowing.push({ file, text: 'a default that is not assertNever' })
  })
}

const names = registryNames()
const outside = sources
  .filter(({ file }) => !file.startsWith('packages/core/src/actions/'))
  .flatMap(({ file, text }) =>
    text
      .split('\n')
      .filter((line) => names.some((name) => line.includes(`'${name}'`)))
      .map((line) => ({ file, text: line.trim() })),
  )
const probes = sources
  .filter(({ file }) => file.startsWith('packages/core/src/actions/'))
  .flatMap(({ file, text }) =>
    text
      .split('\n')
      .filter((line) =>
        /typeof \w*[rR]eceipt\b|\b[rR]eceipt\??\.\w+ as |\breceipt as |String\(receipt/.test(line),
      )
      .map((line) => ({ file, text: line.trim() })),
  )
const lengths = sources.map(({ text }) => text.split('\n').length - 1).sort((a, b) => a - b)
const largest = sources.reduce((a, b) => (a.text.split('\n').length >= b.text.split('\n').length ? a : b))

print('action names as strings outside actions/', outside)
print(`functions with more than ${MAX_PARAMETERS} parameters`, wide)
print('defaults of switches that are not assertNever', swallowing)
print('casts and typeof probes on receipts', probes)
process.stdout.write(
  `files: ${lengths.length}, median ${lengths[Math.floor(lengths.length / 2)]} lines, largest ${lengths.at(-1)} (${largest.file})\n`,
)

function print(what: string, places: readonly Place[]): void {
  process.stdout.write(`${what}: ${places.length}\n`)
  if (!process.argv.includes('--list')) return
  for (const { file, text } of places) process.stdout.write(`    ${file}: ${text}\n`)
}

/** The definitions' own `name: '…'` members, wherever in actions/ they stand. */
function registryNames(): readonly string[] {
  return sources
    .filter(({ file }) => file.startsWith('packages/core/src/actions/'))
    .flatMap(({ text }) => [...text.matchAll(/^ {2}name: '([a-z0-9-]+)',$/gm)].map((found) => found[1] ?? ''))
    .filter((name) => name.includes('-'))
}

function visit(node: unknown, look: (node: Node) => void): void {
  if (Array.isArray(node)) for (const part of node) visit(part, look)
  else if (typeof node === 'object' && node !== null) {
    look(node as Node)
    for (const part of Object.values(node)) visit(part, look)
  }
}

function parametersOf(node: Node): number {
  const own = (node.params ?? (node.function as Node | undefined)?.params) as readonly unknown[] | undefined
  return own?.length ?? 0
}

function nameOf(node: Node): string {
  const named = (node.identifier ?? node.key) as { readonly value?: string } | undefined
  return named?.value ?? 'a function'
}

function isExhaustive(node: Node): boolean {
  return JSON.stringify(node.consequent).includes('"value":"assertNever"')
}
