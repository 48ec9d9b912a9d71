import { nextHex, type WorldState } from '../../kernel/world.js'

/** A deterministic identifier in UUID form (the version and variant digits are those of version 4). */
export function nextUuid(world: WorldState): string {
  const hex = nextHex(world, 32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** A deterministic identifier of upper-case letters and digits, as in `ABCDEFGHIJ` resource ids. */
export function nextBase36(world: WorldState, length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const hex = nextHex(world, length * 2)
  let out = ''
  for (let i = 0; i < length; i++) {
    out += alphabet[Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16) % alphabet.length]
  }
  return out
}

/** The parts of an ARN that ends in a resource, or undefined when `text` is not an ARN. */
export function parseArn(
  text: string,
): { service: string; region: string; accountId: string; resource: string } | undefined {
  const match = /^arn:aws[a-z-]*:([^:]*):([^:]*):([^:]*):(.+)$/s.exec(text)
  if (match === null) return undefined
  const [, service = '', region = '', accountId = '', resource = ''] = match
  return { service, region, accountId, resource }
}
