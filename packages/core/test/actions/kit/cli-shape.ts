import { createRequire } from 'node:module'
import { parse } from 'shell-quote'

const require = createRequire(import.meta.url)

/** CLI service → SDK client package, where the two names differ or not. */
const PACKAGES: Readonly<Record<string, string>> = {
  datasync: 'client-datasync',
  dms: 'client-database-migration-service',
  dynamodb: 'client-dynamodb',
  ec2: 'client-ec2',
  iam: 'client-iam',
  kms: 'client-kms',
  rds: 'client-rds',
  route53: 'client-route-53',
  s3api: 'client-s3',
  s3control: 'client-s3-control',
  secretsmanager: 'client-secrets-manager',
  sts: 'client-sts',
}

/** Flags of the CLI itself, or that the CLI turns into something else (a presigned URL). */
const CLI_ONLY = ['profile', 'region', 'source-region', 'query', 'output', 'cli-input-json', 'no-paginate']

/**
 * What is wrong with a line of CLI equivalents: every command has to be `aws <service> <operation>` of an
 * installed client, every flag a member of that operation's input, and the profile's variable must be there.
 */
export function cliProblems(line: string): readonly string[] {
  return line.split(' && ').flatMap((command) => {
    // The profile is the one variable; anything else that a shell would act on is a mistake.
    const words = parse(command, (name) => `$${name}`)
    const odd = words.filter((word) => typeof word !== 'string')
    if (odd.length > 0) return [`${command}: a shell would act on ${JSON.stringify(odd)}`]
    return commandProblems(command, words as string[])
  })
}

function commandProblems(command: string, [aws, service = '', operation = '', ...rest]: string[]): string[] {
  const problems: string[] = []
  if (aws !== 'aws') return [`${command}: not an aws command`]
  const packageName = PACKAGES[service]
  if (packageName === undefined) return [`${command}: unknown service ${service}`]
  const members = inputMembers(packageName, operation)
  if (members === null) return [`${command}: ${service} has no operation ${operation}`]
  const flags = rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2))
  for (const flag of flags) {
    const known =
      CLI_ONLY.includes(flag) || [flag, flag.replace(/^no-/, '')].some((f) => members.has(bare(f)))
    if (!known) problems.push(`${command}: ${operation} takes no --${flag}`)
  }
  if (!/--profile \$MIGRATION_(SOURCE|TARGET)_PROFILE$/.test(command)) {
    problems.push(`${command}: does not end in the profile`)
  }
  return problems
}

/** Lower-case members of the operation's input, from the schema that the client carries; null: unknown. */
function inputMembers(packageName: string, operation: string): ReadonlySet<string> | null {
  const client = require(`@aws-sdk/${packageName}`) as Record<string, unknown>
  const wanted = `${bare(operation)}command`
  const name = Object.keys(client).find((exported) => exported.toLowerCase() === wanted)
  if (name === undefined) return null
  const Command = client[name] as new (input: object) => { schema: readonly unknown[] }
  const input = new Command({}).schema[4]
  const resolved = (typeof input === 'function' ? input() : input) as readonly unknown[]
  const members = Array.isArray(resolved) && Array.isArray(resolved[4]) ? (resolved[4] as string[]) : []
  return new Set(members.map((member) => bare(member)))
}

function bare(name: string): string {
  return name.replaceAll('-', '').toLowerCase()
}
