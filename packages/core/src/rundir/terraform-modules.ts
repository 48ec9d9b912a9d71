import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { byCodeUnit } from '../model/json.js'
import { INPUT_FILES } from './files.js'
import { ARTIFACT_LIMIT_BYTES, readInside } from './safe-read.js'

/** One `module "<name>"` block. `source` is null when it is not a plain text. */
export interface ModuleBlock {
  readonly name: string
  readonly source: string | null
}

/**
 * Names of the modules that `terraform/root` declares and whose source can be found: a local folder that
 * exists, or a registry or version-control address (which `terraform init` fetches, or says why not).
 */
export async function terraformModules(directory: string): Promise<readonly string[]> {
  const root = join(directory, INPUT_FILES.terraformRoot)
  const names = (await readdir(root)).filter((name) => /\.tf(?:\.json)?$/.test(name)).sort(byCodeUnit)
  const found = new Set<string>()
  for (const name of names) {
    const bytes = await readInside(directory, `${INPUT_FILES.terraformRoot}/${name}`, ARTIFACT_LIMIT_BYTES)
    const text = new TextDecoder().decode(bytes)
    const blocks = name.endsWith('.json') ? moduleBlocksOfJson(text) : moduleBlocks(text)
    for (const block of blocks) if (await hasSource(root, block)) found.add(block.name)
  }
  return [...found].sort(byCodeUnit)
}

async function hasSource(root: string, block: ModuleBlock): Promise<boolean> {
  if (block.source === null) return false
  if (!/^\.{1,2}\//.test(block.source)) return true
  const place = await stat(join(root, block.source)).catch(() => null)
  return place?.isDirectory() ?? false
}

/**
 * The module blocks of an HCL text. Comments, strings and here-documents are skipped first, so that braces and
 * the word `module` inside them do not count; nothing else of HCL is needed to find top-level blocks.
 */
export function moduleBlocks(hcl: string): readonly ModuleBlock[] {
  const blocks: ModuleBlock[] = []
  const tokens = [...hcl.matchAll(TOKEN)]
  let depth = 0
  for (const [index, token] of tokens.entries()) {
    const text = token[0]
    if (depth === 0 && text === 'module') {
      const label = tokens[index + 1]?.[0]
      if (label !== undefined && tokens[index + 2]?.[0] === '{')
        blocks.push({ name: unquoted(label) ?? label, source: sourceOf(tokens, index + 3) })
    }
    if (OPENING.has(text)) depth += 1
    else if (CLOSING.has(text)) depth -= 1
  }
  return blocks
}

/** The alternatives in this order: comments, here-documents, strings, words, brackets, the equals sign. */
const TOKEN =
  /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|<<-?(\w+)\r?\n[\s\S]*?\n\s*\1(?=\r?\n|$)|"(?:[^"\\\n]|\\.)*"|[A-Za-z_][\w-]*|[{}[\]()=]/g
const OPENING = new Set(['{', '[', '('])
const CLOSING = new Set(['}', ']', ')'])

function sourceOf(tokens: readonly RegExpMatchArray[], from: number): string | null {
  let depth = 0
  for (let index = from; index < tokens.length; index += 1) {
    const text = tokens[index]?.[0] ?? ''
    if (CLOSING.has(text) && depth === 0) return null
    if (OPENING.has(text)) depth += 1
    else if (CLOSING.has(text)) depth -= 1
    else if (depth === 0 && text === 'source' && tokens[index + 1]?.[0] === '=')
      return unquoted(tokens[index + 2]?.[0] ?? '')
  }
  return null
}

function unquoted(token: string): string | null {
  if (!token.startsWith('"') || token.includes('${')) return null
  try {
    return JSON.parse(token) as string
  } catch {
    return null
  }
}

/** The same for Terraform's JSON syntax. A text that does not parse declares nothing; terraform reports it. */
export function moduleBlocksOfJson(text: string): readonly ModuleBlock[] {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return []
  }
  const modules = (document as { module?: unknown } | null)?.module
  if (typeof modules !== 'object' || modules === null) return []
  return Object.entries(modules).map(([name, body]) => {
    const first: unknown = Array.isArray(body) ? body[0] : body
    const source = (first as { source?: unknown } | null)?.source
    return { name, source: typeof source === 'string' ? source : null }
  })
}
