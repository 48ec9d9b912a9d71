import { type Json, sha256 } from '../../model/json.js'
import { parseJsonText } from '../../rundir/json-text.js'
import { type Body, bodyOf, withoutPrototypes } from './body.js'
import type { HclWorker } from './hcl-worker.js'
import { ConfigurationRefused } from './refusal.js'

/**
 * Parsed texts by their digest. The same files are read for pre-flight, for each preview and before each apply;
 * a text that was parsed is never different the second time. Bounded, the oldest first.
 */
const PARSED = new Map<string, Body>()
const MAX_PARSED = 256

/**
 * One file's blocks by type.
 * @param file relative to the run directory, for messages; `.json` decides the syntax
 * @throws ConfigurationRefused
 */
export async function parseText(file: string, text: string, worker: HclWorker): Promise<Body> {
  const key = `${file.endsWith('.json') ? 'json' : 'hcl'} ${sha256(text)}`
  const known = PARSED.get(key)
  if (known !== undefined) return known
  const body = file.endsWith('.json') ? parseJson(file, text) : await parseHcl(file, text, worker)
  const [oldest] = PARSED.keys()
  if (PARSED.size >= MAX_PARSED && oldest !== undefined) PARSED.delete(oldest)
  PARSED.set(key, body)
  return body
}

async function parseHcl(file: string, text: string, worker: HclWorker): Promise<Body> {
  const result = await worker.parse('file.tf', text)
  switch (result.kind) {
    case 'parsed':
      return bodyIn(file, () => JSON.parse(result.json))
    case 'invalid':
      throw invalid(file, hclWords(result.message))
    case 'refused':
      throw refused(file, result.why)
  }
}

function parseJson(file: string, text: string): Body {
  const result = parseJsonText(text)
  if (result.kind === 'error')
    throw invalid(file, `line ${result.error.line}, column ${result.error.column}: ${result.error.message}`)
  return bodyIn(file, () => result.value)
}

function bodyIn(file: string, read: () => unknown): Body {
  let value: Json
  try {
    value = withoutPrototypes(read())
  } catch (error) {
    if (error instanceof RangeError) throw refused(file, 'is nested too deeply')
    throw error
  }
  const body = bodyOf(value)
  if (body === null) throw invalid(file, 'the file has to be one object')
  return body
}

/** `parse config: [file.tf:3,5-10: Summary; Detail]` in words of ours. */
function hclWords(message: string): string {
  return message
    .replace(/^parse config: \[(.*)\]$/s, '$1')
    .replaceAll(/file\.tf:(\d+),(\d+)(?:-[\d,]+)?/g, 'line $1, column $2')
    .slice(0, 1_000)
}

function invalid(file: string, what: string): ConfigurationRefused {
  return new ConfigurationRefused({
    file,
    message: `not valid Terraform: ${what}${/[.!?]$/.test(what) ? '' : '.'}`,
    next: 'Correct the file, then `terraform -chdir=terraform/root validate`.',
  })
}

function refused(file: string, why: string): ConfigurationRefused {
  return new ConfigurationRefused({
    file,
    message: `refused: it ${why}.`,
    next: 'Split the file, or take out what is not configuration.',
  })
}
