import { apiCommand, parseCommands } from '../../../src/compile/read/aws-command.js'

const flags = (command: string) => Object.fromEntries(parseCommands(command)[0]?.flags ?? [])

test.each([
  ['a value', 'aws rds x --id a', { '--id': ['a'] }],
  ['an equals sign', 'terraform apply -target=module.a', { '-target': ['module.a'] }],
  ['several values', 'aws rds x --ids a b --z c', { '--ids': ['a', 'b'], '--z': ['c'] }],
  ['a switch', 'aws rds x --multi-az', { '--multi-az': [] }],
  ['a placeholder, absent', 'aws rds x --id <snap> --z c', { '--z': ['c'] }],
  ['a list with one placeholder, absent as a whole', 'aws rds x --ids a <b>', {}],
  ['dots, absent', 'aws rds x --ids ... --z c', { '--z': ['c'] }],
  ['a repeated flag, the first', 'aws rds x --id a --id b', { '--id': ['a'] }],
])('reads %s', (_, command, expected) => {
  expect(flags(command)).toEqual(expected)
})

test('names the operation of each command of a line', () => {
  const line = 'aws rds copy-db-snapshot --x 1 && terraform plan && curl http://x'
  expect(parseCommands(line).map((command) => command.operation)).toEqual([
    'rds copy-db-snapshot',
    'terraform plan',
    null,
  ])
})

test('a complete call becomes service, operation and flags, without the flags of the CLI itself', () => {
  const call = apiCommand(
    "aws ec2 describe-vpcs --filters Name=tag:Name,Values=orders --query 'Vpcs[0]' --profile $MIGRATION_SOURCE_PROFILE",
  )
  expect(call).toMatchObject({ service: 'ec2', operation: 'describe-vpcs', side: 'source' })
  expect(Object.fromEntries(call?.flags ?? [])).toEqual({ '--filters': ['Name=tag:Name,Values=orders'] })
})

test.each([
  ['aws sts get-caller-identity', 'target'],
  ['aws sts get-caller-identity --profile $MIGRATION_TARGET_PROFILE', 'target'],
  ['aws sts get-caller-identity --profile somebody', null],
])('%s goes to %s', (command, side) => {
  expect(apiCommand(command)?.side).toBe(side)
})

test.each([
  'aws s3 ls',
  'aws rds wait db-instance-available --db-instance-identifier x',
  'aws rds describe-db-snapshots --db-snapshot-identifier <snap>',
  'aws rds describe-db-instances | grep available',
  'aws rds describe-db-instances extra',
  'aws configure list',
  'terraform plan',
  '(look at the console)',
  'aws kms',
  '',
])('%j is only words', (command) => {
  expect(apiCommand(command)).toBeNull()
})
