import { freezeWrites } from '../../src/actions/freeze/begin/action.js'
import { releaseFreeze } from '../../src/actions/freeze/release/action.js'
import type { StepFacts } from '../../src/model/action-facts.js'
import { withProfiles } from '../../src/run/questions.js'
import type { Session } from '../../src/run/session.js'

const session = (source: string, target: string) => ({ profiles: { source, target } }) as Session

test('a profile’s name is quoted, so that a command that is pasted into a shell does what it shows', () => {
  const shown = withProfiles(
    session("it's $(id)", '$& `id`'),
    'aws s3api get-bucket-policy --bucket b --profile $MIGRATION_SOURCE_PROFILE && ' +
      'AWS_PROFILE=$MIGRATION_TARGET_PROFILE terraform plan',
  )
  expect(shown).toBe(
    "aws s3api get-bucket-policy --bucket b --profile 'it'\\''s $(id)' && AWS_PROFILE='$& `id`' terraform plan",
  )
})

test('what is quoted already is a parameter, and stays as it is', () => {
  const command = `aws x y --policy '{"a":"$MIGRATION_SOURCE_PROFILE"}' --n 'it'\\''s $MIGRATION_TARGET_PROFILE'`
  expect(withProfiles(session('old prod', 'new prod'), command)).toBe(command)
})

test('a plain name is shown plainly', () => {
  expect(withProfiles(session('old', 'new'), 'aws x y --profile $MIGRATION_TARGET_PROFILE')).toBe(
    'aws x y --profile new',
  )
})

test.each([
  'arn:aws:s3:::orders',
  'arn:aws:dynamodb:eu-west-1:111111111111:table/orders',
  'arn:aws:rds:eu-west-1:111111111111:db:orders',
])('the way back of a freeze of %s is shown with the profile, wherever it stands', (datastore_arn) => {
  const account = { accountId: '111111111111', region: 'eu-west-1' }
  const facts: StepFacts = { runId: 'r', source: account, target: account }
  const params = { datastore_arn, duration_minutes: 5, exempt_principal_arns: [] }
  const lines = [freezeWrites.cli(params, facts), releaseFreeze.cli(params, facts)].flatMap((cli) =>
    Object.values(cli),
  )
  const shown = lines.map((line) => withProfiles(session('old', 'new'), line))
  expect(shown.filter((line) => line?.includes('PROFILE'))).toEqual([])
})
