import { MASKED } from './masked.js'

/** A quote as it stands in JSON, in JSON inside JSON, and in XML. */
const QUOTE = String.raw`(?:\\{0,8}["'\x60]|&(?:quot|apos|#34|#39|#x22|#x27);|\\u002[27])`
const SEPARATOR = String.raw`\s{0,20}(?:=>?|:|>|&gt;|\\u003[aAdDeE])\s{0,20}`

/** What a secret is called where somebody repeats it, whatever stands before. */
const NAMES = [
  'secret[-_ ]?access[-_ ]?key',
  'access[-_ ]?key[-_ ]?id',
  '(?:session|security|auth(?:orization|entication)?|access|refresh|id|bearer|grant)[-_ ]?token',
  'secret[-_ ]?(?:string|binary|value|hash|key)',
  'client[-_ ]?secret',
  'private[-_ ]?key(?:[-_ ]?(?:pem|plaintext))?',
  'api[-_ ]?key',
  'passw(?:or)?d',
  'passphrase',
  'token[-_ ]?code',
  'authorization',
  'x-amz-(?:signature|credential)',
  'set-cookie',
  '(?<=[,;&?\\s])signature',
].join('|')

/** A name, a separator and the value, which goes to its closing quote, or to where a bare word ends. */
const NAMED = new RegExp(
  // Not a closing tag: what follows that is no value of it.
  `(?<!(?:<|&lt;)/[\\w:-]{0,40})(?<name>(?:${NAMES})${QUOTE}?${SEPARATOR})(?:(?<quote>${QUOTE})[\\s\\S]*?(?:(?<!\\\\)\\k<quote>|$)|\\[[^\\]]*\\]?|(?!(?:true|false|null)\\b)[^\\s,;&"'}<\\\\:=][^\\s,;&"'}<\\\\]*)`,
  'gi',
)

/** What identifies itself, wherever it stands. */
const ITSELF: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  // A whole Authorization header: algorithm, credential, signed headers, signature.
  /\bAWS4(?:-[A-Z0-9]+)+\s+[^'"<\r\n]*/g,
  /\b(?:Bearer|Basic)\s+(?=[^\s'",]{0,200}[0-9=])[A-Za-z0-9._~+/-]{8,}=*/gi,
  // "'…' not a valid key=value pair (missing equal-sign) in Authorization header: '…'"
  /'[^']*'(?= not a valid key=value pair)/gi,
  /(?<=Authorization header[^']{0,20}')[^']*/gi,
  // "Value 'hunter2' at 'masterUserPassword' failed to satisfy constraint"
  /(?<=Value ')[^']*(?=' at '[^']*(?:secret|passw|token)[^']*' failed)/gi,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,124}\b/g,
]

/** Replaces what is a secret by its name or by its looks, in clear text. */
export function withoutSecretTexts(text: string): string {
  let out = text
  for (const pattern of ITSELF) out = out.replace(pattern, MASKED)
  return out.replace(NAMED, (...match) => {
    const { name, quote = '' } = match.at(-1) as { readonly name: string; readonly quote?: string }
    return `${name}${quote}${MASKED}${quote}`
  })
}
