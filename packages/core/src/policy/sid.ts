/** Sids of identity policies are letters and digits alone. */
const MAX_SID_LENGTH = 64

/**
 * A readable name: the services, what is done (reads, or anything that changes), and the first resource.
 * `['rds:DeleteDBSnapshot'], ['arn:…:snapshot:orders-db']` → `RdsWriteSnapshotOrdersDb`.
 */
export function sidOf(actions: readonly string[], resources: readonly string[]): string {
  const services = [...new Set(actions.map((action) => action.split(':')[0] ?? ''))]
  const what = actions.every(reads) ? 'Read' : 'Write'
  const [first = '*'] = resources
  const more = resources.length > 1 ? `And${resources.length - 1}More` : ''
  const name = `${services.map(camel).join('')}${what}${resourceName(first)}`
  return `${name.slice(0, MAX_SID_LENGTH - more.length)}${more}`
}

/** The second and later of one name get a number. */
export function uniqueSids<T extends { readonly Sid: string }>(statements: readonly T[]): readonly T[] {
  const seen = new Map<string, number>()
  return statements.map((statement) => {
    const count = (seen.get(statement.Sid) ?? 0) + 1
    seen.set(statement.Sid, count)
    return count === 1 ? statement : { ...statement, Sid: `${statement.Sid}N${count}` }
  })
}

function reads(action: string): boolean {
  return /:(Describe|Get|List|Head|Simulate)/.test(action)
}

function resourceName(resource: string): string {
  if (resource === '*') return 'Anything'
  const ownPart = resource.split(':').slice(5).join(':')
  return `${ownPart.includes('*') ? 'Any' : ''}${camel(ownPart)}`
}

function camel(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')
}
