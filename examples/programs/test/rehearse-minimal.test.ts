import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main, type Rehearsed } from '../rehearse-minimal.js'
import { sourceAccount } from './aws.js'
import { entriesIn, eventsOf } from './journal.js'

describe('the rehearsal of the five steps', () => {
  let folder: string
  let rehearsed: Rehearsed
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cutover-example-'))
    rehearsed = await main(join(folder, 'rehearsal'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('completes, with every step succeeded', () => {
    expect(rehearsed.result).toMatchObject({ verdict: 'completed', haltReason: null })
    expect(rehearsed.result.summary?.steps).toMatchObject({ total: 5, succeeded: 5 })
  })

  test('asks once about the plan, once at the handoff, and before each of the other steps', () => {
    const kinds = rehearsed.approvals.shown.map(({ request }) => request.kind)
    expect(kinds).toEqual(['plan', 'step', 'handoff', 'step', 'step', 'step'])
    expect(rehearsed.approvals.unused).toEqual([])
  })

  test('leaves the snapshot shared with the target account and the bucket writable again', async () => {
    const source = sourceAccount(rehearsed.accounts)
    expect(await source.sharedWith('archive-db-final')).toEqual(['222222222222'])
    expect(await source.policyOf('archive-invoices')).toBe('NoSuchBucketPolicy')
  })

  test('has every approval in the journal before what it approves', async () => {
    const entries = await entriesIn(rehearsed.result.outputDirectory)
    for (const action of ['terraform-apply', 'snapshot-share', 'freeze-writes', 'release-freeze']) {
      const events = eventsOf(entries, action)
      expect(events).toContain('step-succeeded')
      expect(events.indexOf('approved')).toBeGreaterThan(-1)
      expect(events.indexOf('approved')).toBeLessThan(events.indexOf('executing'))
    }
    expect(entries.filter((entry) => entry.event === 'approved').map((entry) => entry.operator)).toEqual(
      entries.filter((entry) => entry.event === 'approved').map(() => 'ada'),
    )
  })
})
