/**
 * A host that lets people approve in its own queue instead of at a terminal, and follows the run as it goes.
 *
 *   node --conditions=@cutover/source --import tsx examples/programs/approve-by-ticket.ts
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Observer, type RunResult, runCutover } from '@cutover/core'
import { type SimulatedAccounts, simulatedAccounts } from './simulated-accounts.js'
import { ticketApprovals } from './ticket-approvals.js'
import { type Ticket, TicketQueue } from './ticket-queue.js'
import { whenStarted } from './when-started.js'

const MINIMAL = fileURLToPath(new URL('../minimal', import.meta.url))

/** Somebody who reads tickets. */
export type Colleague = (ticket: Ticket, queue: TicketQueue) => void

export interface Handled {
  readonly result: RunResult
  readonly queue: TicketQueue
  /** What the observer told the host's channel. */
  readonly channel: readonly string[]
  readonly accounts: SimulatedAccounts
}

/** @param colleagues who reads each ticket, in this order; as soon as it is closed the others do not see it */
export async function main(outputDirectory: string, colleagues: readonly Colleague[]): Promise<Handled> {
  const accounts = await simulatedAccounts(MINIMAL)
  const queue = new TicketQueue()
  for (const colleague of colleagues) queue.onOpened((ticket) => colleague(ticket, queue))
  const channel: string[] = []
  const result = await runCutover({
    runDirectory: MINIMAL,
    rehearsalDirectory: outputDirectory,
    approvals: ticketApprovals(queue),
    observer: channelObserver((line) => channel.push(line)),
    operator: { name: 'release-bot', source: 'user', warning: null },
    ...accounts.ports,
  })
  return { result, queue, channel, accounts }
}

/** Only what people wait for. An event comes when its entry is on disk, so nothing is announced too early. */
function channelObserver(post: (line: string) => void): Observer {
  return {
    onEvent(event) {
      if (event.kind === 'notice') post(event.text)
      if (event.kind !== 'entry') return
      const { entry } = event
      if (entry.event === 'step-succeeded') post(`done: ${entry.step_id}`)
      if (entry.event === 'step-failed') post(`FAILED: ${entry.step_id}: ${entry.data.error.message}`)
      if (entry.event === 'freeze-began') post(`frozen: ${entry.data.datastore_arn}`)
      if (entry.event === 'freeze-released') post(`released: ${entry.data.datastore_arn}`)
      if (entry.event === 'run-ended') post(`ended: ${entry.data.verdict}`)
    },
  }
}

whenStarted(import.meta.url, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cutover-example-'))
  const signing =
    (person: string): Colleague =>
    ({ id }, queue) =>
      queue.isOpen(id) ? queue.sign(id, person) : 0
  const { channel, queue } = await main(join(folder, 'rehearsal'), [signing('ada'), signing('grace')])
  return [...queue.tickets.map(({ id, title }) => `ticket ${id}: ${title}`), ...channel].join('\n')
})
