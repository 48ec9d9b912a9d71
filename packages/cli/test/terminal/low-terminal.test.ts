import type { ApprovalRequest } from '@cutover/core'
import { shellOf } from '../../src/shell.js'
import { askOnTerminal } from '../../src/terminal/approvals.js'
import { type FakeHost, fakeHost } from '../support/fake-host.js'
import { type Press, pressing } from '../support/press.js'
import { allRequests, handoffRequest, stepRequest } from '../support/requests.js'

const DOWN = '\x1b[B'
const many = (text: string) => Array.from({ length: 100 }, (_, index) => `${text} ${index}.`)

interface Asked {
  readonly host: FakeHost
  /** Waits for a text that was not there before, then presses keys. */
  readonly press: Press
  /** What a terminal of that many rows shows with a question open. */
  inSight(): string
}

function ask(request: ApprovalRequest, size: { readonly rows: number; readonly columns?: number }): Asked {
  const host = fakeHost({ tty: true, ...size })
  const calm = { onInterrupt: () => undefined, onOpen: () => undefined, onClose: () => undefined }
  const { stdout: output, every, afterInput } = shellOf(host)
  const port = { input: host.stdin, output, every, afterInput, width: () => 80, colour: false }
  askOnTerminal<never>({ ...port, ...calm }, request, [], new AbortController().signal).catch(() => undefined)
  return {
    host,
    press: pressing(host),
    inSight: () => afterErasing(host.out()).split('\n').slice(-size.rows).join('\n'),
  }
}

/** What is left of a text when what it takes back is taken back. */
function afterErasing(text: string): string {
  const [first = '', ...rest] = text.split('\x1b[J')
  return rest.reduce((before, after) => {
    const at = before.lastIndexOf('\x1b[')
    const rows = Number.parseInt(before.slice(at + 2), 10)
    return [
      ...before
        .slice(0, at)
        .split('\n')
        .slice(0, -1 - rows),
      after,
    ].join('\n')
  }, first)
}

const OPEN = '— choose —'

test('a step that does not fit says again where one is, what a yes does, the way back, and the freeze', async () => {
  const { press, inSight } = ask(stepRequest, { rows: 24 })
  await press(OPEN)
  for (const part of [
    'Step 56 of 58 · data plane · phase 4 Cutover',
    'OVER ITS TIME by 5 min',
    'If yes     aws route53 change-resource-record-sets',
    'Way back   aws route53 change-resource-record-sets',
    'Abort the run',
  ])
    expect(inSight()).toContain(part)
})

test.each(allRequests.map((request) => [request.kind, request] as const))(
  '%s: the first line of its question is in sight on a terminal of 24 rows',
  async (_kind, request) => {
    const { press, inSight } = ask(request, { rows: 24 })
    await press(OPEN)
    expect(inSight()).toMatch(/of 58 · data plane|Execution plan compiled/)
  },
)

test('what fits is not said twice', async () => {
  const { press, host } = ask(stepRequest, { rows: 60 })
  await press(OPEN)
  expect(host.out().split('Step 56 of 58')).toHaveLength(2)
  expect(host.out()).not.toContain('page by page')
})

test('a hundred blockers and a hundred warnings hide neither each other nor the question', async () => {
  const preview = { ...stepRequest.preview, blockers: many('It is not there') }
  const request = {
    ...stepRequest,
    preview,
    warnings: many('It drifts'),
    choices: ['recheck', 'abort'] as const,
  }
  const { press, host, inSight } = ask(request, { rows: 24 })
  await press(OPEN)
  expect(host.out().split('\n').length).toBeLessThan(90)
  expect(inSight()).toContain('BLOCKED    It is not there 0.')
  expect(inSight()).toContain('Step 56 of 58')
})

test('all of it can be read page by page, the last page too, as often as one likes', async () => {
  const request = { ...stepRequest, warnings: many('It drifts') }
  const { press, host, inSight } = ask(request, { rows: 120 })
  await press(OPEN, DOWN, DOWN, DOWN, DOWN, DOWN, '\r')
  await press('Lines 1 to 113 of', DOWN, '\r')
  await press('That is all of it')
  expect(inSight()).toContain('It drifts 99.')
  await press('', DOWN, '\r')
  await press('What do you decide?')
  expect(host.out().split('page by page').length).toBeGreaterThan(2)
})

test('a terminal that was never told its size shows its choices', async () => {
  const { press, host } = ask(stepRequest, { rows: 0, columns: 0 })
  await press(OPEN)
  expect(host.out()).toContain('Approve: do exactly this')
})

test('a long criterion is broken between words, and one that is not met is named', async () => {
  const criteria = [`Somebody has looked at ${'everything '.repeat(8)}`]
  const { press, host } = ask({ ...handoffRequest, criteria }, { rows: 40 })
  await press('Pass the gate?', DOWN, '\r')
  await press('Is it met?', DOWN, DOWN, '\r')
  await press('Pass the gate?')
  for (const line of host
    .out()
    .split('\n')
    .filter((one) => one.includes('everything')))
    expect(line.length).toBeLessThanOrEqual(80)
  expect(host.out()).toContain('Criterion 1 of 1 is not met. So nothing was confirmed')
})
