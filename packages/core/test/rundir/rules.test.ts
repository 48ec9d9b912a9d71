import { checkAccounts, checkFreshness, type SomeArtifacts } from '../../src/rundir/rules.js'
import { CAPTURED_MS } from '../bad-input/run-copy.js'

const DAY_MS = 24 * 3600 * 1000

function capturedAt(ms: number): SomeArtifacts {
  const metadata = {
    captured_at: new Date(ms).toISOString(),
    source_account_id: '111111111111',
    run_id: 'r',
    plugin_version: '1',
  }
  return { ownership: { metadata, ownership_tags: [], teams: {}, unowned_resources: [] } }
}

test('fourteen days are fresh, a moment more is stale', () => {
  expect(checkFreshness(capturedAt(CAPTURED_MS - 14 * DAY_MS), CAPTURED_MS, false).problems).toEqual([])
  expect(
    checkFreshness(capturedAt(CAPTURED_MS - 14 * DAY_MS - 1), CAPTURED_MS, false).problems,
  ).toMatchObject([{ code: 'input/stale', file: 'resource-ownership.json' }])
})

test('an accepted stale artifact is a warning that says so', () => {
  const { problems, warnings } = checkFreshness(capturedAt(CAPTURED_MS - 20 * DAY_MS), CAPTURED_MS, true)
  expect(problems).toEqual([])
  expect(warnings.join()).toMatch(/20 days ago.*--accept-stale/)
})

test('a capture in the future is a warning', () => {
  const { problems, warnings } = checkFreshness(capturedAt(CAPTURED_MS + 1000), CAPTURED_MS, false)
  expect(problems).toEqual([])
  expect(warnings.join()).toContain('in the future')
})

test('nothing is concluded from artifacts that could not be read', () => {
  expect(checkAccounts({})).toEqual([])
  expect(checkAccounts(capturedAt(CAPTURED_MS))).toEqual([])
})
