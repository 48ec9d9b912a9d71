import { parseJsonText } from '../../rundir/json-text.js'
import { ARTIFACT_LIMIT_BYTES, isMissing, readInside } from '../../rundir/safe-read.js'
import { type JsonRecord, recordOf } from '../json-read.js'

/** A file that terraform keeps for itself, and that whoever hands over a run directory can write as well. */
export type OwnRecord =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly record: JsonRecord }
  /** Terraform may read something else in it than we would: the reason, as a clause. */
  | { readonly kind: 'doubtful'; readonly why: string }

/** @param file relative to the run directory */
export async function ownRecord(directory: string, file: string): Promise<OwnRecord> {
  let text: string
  try {
    text = new TextDecoder().decode(await readInside(directory, file, ARTIFACT_LIMIT_BYTES))
  } catch (error) {
    return isMissing(error) ? { kind: 'none' } : { kind: 'doubtful', why: 'cannot be read here' }
  }
  if (text.trim() === '') return { kind: 'none' }
  const parsed = parseJsonText(text)
  const record = parsed.kind === 'ok' ? recordOf(parsed.value) : null
  if (record !== null) return { kind: 'read', record }
  return { kind: 'doubtful', why: parsed.kind === 'error' ? parsed.error.message : 'is not an object' }
}

/**
 * Terraform's reader takes `dir`, `DIR` and a long s for the member that it calls `Dir`; ours takes none of them.
 * The first member that only one of the two would take for one of these names; null where both read the same.
 */
export function misspelt(record: JsonRecord, names: readonly string[]): string | null {
  const folded = new Set(names.map(fold))
  return Object.keys(record).find((name) => !names.includes(name) && folded.has(fold(name))) ?? null
}

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}
