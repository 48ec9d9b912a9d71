import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Colleague, main } from '../approve-by-ticket.js'
import { sourceAccount } from './aws.js'
import { entriesIn, eventsOf } from './journal.js'

const signing =
  (person: string): Colleague =>
  ({ id }, queue) => {
    if (queue.isOpen(id)) queue.sign(id, person)
  }

const refusing =
  (person: string, title: string): Colleague =>
  (ticket, queue) => {
    if (ticket.title.includes(title)) queue.refuse(ticket.id, person, 'the sale ends on Monday')
  }

describe('a cutover that is approved by tickets', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cutover-example-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  test('completes with one signature for a share and two for a freeze, all named in the journal', async () => {
    const { result, accounts } = await main(join(folder, 'run'), [signing('ada'), signing('grace')])
    expect(result.verdict).toBe('completed')
    const entries = await entriesIn(result.outputDirectory)
    const noteOf = (action: string) =>
      entries.find((entry) => entry.event === 'approved' && entry.step_id.endsWith(action))?.notes
    expect(noteOf('snapshot-share')).toBe('signed by ada')
    expect(noteOf('freeze-writes')).toBe('signed by ada and grace')
    expect(await sourceAccount(accounts).sharedWith('archive-db-final')).toEqual(['222222222222'])
    expect(await sourceAccount(accounts).policyOf('archive-invoices')).toBe('NoSuchBucketPolicy')
  })

  test('aborts when somebody refuses the freeze, and nothing is frozen', async () => {
    const colleagues = [refusing('grace', 'Freeze writes'), signing('ada'), signing('linus')]
    const { result, accounts, channel } = await main(join(folder, 'run'), colleagues)
    expect(result.verdict).toBe('aborted')
    const entries = await entriesIn(result.outputDirectory)
    const aborted = entries.find((entry) => entry.event === 'aborted')
    expect(aborted?.notes).toBe('refused by grace: the sale ends on Monday')
    expect(eventsOf(entries, 'freeze-writes')).not.toContain('executing')
    expect(await sourceAccount(accounts).policyOf('archive-invoices')).toBe('NoSuchBucketPolicy')
    expect(await sourceAccount(accounts).sharedWith('archive-db-final')).toEqual(['222222222222'])
    expect(channel.at(-1)).toBe('ended: aborted')
  })

  test('tells the channel of steps and freezes in the order in which they became durable', async () => {
    const { channel } = await main(join(folder, 'run'), [signing('ada'), signing('grace')])
    expect(channel.filter((line) => !line.startsWith('done'))).toEqual([
      'frozen: arn:aws:s3:::archive-invoices',
      'released: arn:aws:s3:::archive-invoices',
      'ended: completed',
    ])
  })

  test('halts, with nothing done, when the queue breaks under a question', async () => {
    const failing: Colleague = (ticket, queue) => {
      if (ticket.title.includes('Share')) throw new Error('the queue is down')
      signing('ada')(ticket, queue)
    }
    const { result, accounts } = await main(join(folder, 'run'), [failing, signing('grace')])
    expect(result.verdict).toBe('halted')
    expect(await sourceAccount(accounts).sharedWith('archive-db-final')).toEqual([])
  })
})
