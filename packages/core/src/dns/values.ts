/**
 * One spelling for what DNS treats as equal, so that what Route 53 stores and what a name server answers can be
 * compared as texts.
 */

/**
 * Lower case, with the trailing dot. Route 53 writes unusual characters as octal (`\052` for `*`, Developer
 * Guide, "DNS domain name format"); those are turned back.
 */
export function canonicalDnsName(name: string): string {
  const plain = name.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
  const lower = plain.toLowerCase()
  return lower.endsWith('.') ? lower : `${lower}.`
}

/** @param type a record type as Route 53 names it; types that hold no name are only trimmed */
export function canonicalDnsValue(type: string, value: string): string {
  const text = value.trim()
  switch (type) {
    case 'AAAA':
      return canonicalIpv6(text)
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return canonicalDnsName(text)
    case 'MX':
    case 'SRV':
      return canonicalLastName(text)
    case 'TXT':
    case 'SPF':
      return quoteText(unquoteTexts(text))
    default:
      return text.replace(/\s+/g, ' ')
  }
}

/** Values in one spelling and order. */
export function canonicalDnsValues(type: string, values: readonly string[]): readonly string[] {
  return [...new Set(values.map((value) => canonicalDnsValue(type, value)))].sort()
}

/** Numbers first, then a host name: `10 mail.example.com.` */
function canonicalLastName(text: string): string {
  const words = text.split(/\s+/)
  const name = words.pop() ?? ''
  return [...words.map((word) => String(Number(word))), canonicalDnsName(name)].join(' ')
}

/** The URL parser writes an IPv6 address in the one form of RFC 5952; a malformed one stays as it is. */
function canonicalIpv6(text: string): string {
  const url = `http://[${text}]/`
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : text.toLowerCase()
}

/** A TXT value is a list of quoted chunks; only their concatenation has a meaning. */
function unquoteTexts(text: string): string {
  const chunks = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? '')
  if (chunks.length === 0) return text
  return chunks
    .join('')
    .replace(/\\(?:([0-7]{3})|(.))/g, (_, octal: string | undefined, other: string) =>
      octal === undefined ? other : String.fromCharCode(Number.parseInt(octal, 8)),
    )
}

/** A TXT record's text as one quoted chunk, however long. */
export function quoteText(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`
}

/** Record types that a resolver behind the port can be asked for. */
export const RESOLVABLE_TYPES: ReadonlySet<string> = new Set([
  'A',
  'AAAA',
  'CNAME',
  'MX',
  'NS',
  'PTR',
  'SRV',
  'TXT',
])
