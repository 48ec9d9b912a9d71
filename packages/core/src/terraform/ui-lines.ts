import { type Diagnostic, diagnosticOf, sentence } from './diagnostics.js'
import { parsed, recordOf, textOf } from './json-read.js'

/**
 * One line of `terraform plan -json` or `apply -json`. These are used because they name addresses and never
 * print attributes: the text form shows a password in clear where the provider copies it into an attribute
 * that it does not mark as sensitive (`tags_all`).
 */
export type UiLine =
  /** Progress: safe to show as soon as it comes. */
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic; readonly text: string }
  /** Not a line of the protocol: a provider's panic, a provisioner's own output. */
  | { readonly kind: 'foreign'; readonly text: string }
  | { readonly kind: 'silent' }

/** Said with every `-target`, which is how modules are applied here; it would only teach people to skim. */
const EXPECTED = new Set(['Resource targeting is in effect', 'Applied changes may be incomplete'])
const QUIET = new Set(['version', 'outputs', 'refresh_complete', 'resource_drift'])

export function readUiLine(line: string): UiLine {
  if (line.trim() === '') return { kind: 'silent' }
  const message = recordOf(parsed(line))
  if (message === null) return { kind: 'foreign', text: line }
  const type = textOf(message.type) ?? ''
  const raw = recordOf(message.diagnostic)
  if (raw !== null) {
    const diagnostic = diagnosticOf(raw)
    if (diagnostic.severity === 'warning' && EXPECTED.has(diagnostic.summary)) return { kind: 'silent' }
    const label = diagnostic.severity === 'error' ? 'Error: ' : ''
    return { kind: 'diagnostic', diagnostic, text: `${label}${sentence(diagnostic)}` }
  }
  if (QUIET.has(type)) return { kind: 'silent' }
  const text = (textOf(message['@message']) ?? '').trim()
  // A provisioner prints what it likes.
  return type === 'provision_progress' ? { kind: 'foreign', text } : { kind: 'progress', text }
}
