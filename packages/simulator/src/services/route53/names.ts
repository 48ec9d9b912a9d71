import { compareText } from '../common/paging.js'

/** A DNS name as Route 53 keeps it: lower case, a final dot, and whatever is unusual as `\` and three octal digits. */
export function zoneName(name: string): string {
  const dotted = name.endsWith('.') ? name : `${name}.`
  const plain = dotted.replaceAll(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
  return plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9\-_.]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

/** Whether a name lies in a zone, its apex included. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`)
}

/** Route 53's order of names: by labels from the right, so that `a.example.com.` follows `example.com.`. */
export function compareNames(a: string, b: string): number {
  const left = reversedLabels(a)
  const right = reversedLabels(b)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareText(left[i] ?? '', right[i] ?? '')
    if (order !== 0) return order
  }
  return 0
}

/** Drops `/hostedzone/`, `/change/` and the like, which clients may leave on. */
export function bareId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}

function reversedLabels(name: string): string[] {
  return name.replace(/\.$/, '').split('.').reverse()
}
