import type { ApprovalKind, RequestFor } from '@cutover/core'
import { shellOf } from '../../src/shell.js'
import { terminalApprovals } from '../../src/terminal/approvals.js'
import { type TerminalPort, typed } from '../../src/terminal/ask.js'
import { QUIET_MS } from '../../src/terminal/settle.js'
import { printable } from '../../src/terminal/text.js'
import { type FakeHost, fakeHost, until } from '../support/fake-host.js'
import { allRequests, irreversibleRequest, secretFileRequest, stepRequest } from '../support/requests.js'

const DOWN = '\x1b[B'
const YES = `${DOWN}\r`
const THROWN_AWAY = 'Keys pressed before the question was complete were thrown away.'

interface Asked {
  readonly host: FakeHost
  readonly answer: Promise<unknown>
  readonly isAnswered: () => boolean
}

function port(host: FakeHost): TerminalPort {
  const { stdin: input, stdout: output, every, afterInput } = shellOf(host)
  return { input, output, every, afterInput, onInterrupt: () => undefined }
}

function put<K extends ApprovalKind>(request: RequestFor<K>): Asked {
  const host = fakeHost({ tty: true, quietByHand: true })
  const room = { width: () => 80, colour: false, onOpen: () => undefined, onClose: () => undefined }
  const answer = terminalApprovals({ ...port(host), ...room }).decide<K>(
    request,
    new AbortController().signal,
  )
  let answered = false
  answer.then(
    () => {
      answered = true
    },
    () => undefined,
  )
  return { host, answer, isAnswered: () => answered }
}

/** Lets everything happen that needs no time. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next))
}

async function key(host: FakeHost, keys: string): Promise<void> {
  host.stdin.write(keys)
  await turns()
}

async function pass(host: FakeHost, ms: number): Promise<void> {
  await turns()
  host.pass(ms)
  await turns()
}

const isOpen = ({ host }: Asked) => host.out().includes('❯')

test.each(allRequests.map((request) => [request.kind, request] as const))(
  '%s: takes no key before it stood on the screen for 700 ms, and says that it threw them away',
  async (_kind, request) => {
    const asked = put(request as RequestFor<ApprovalKind>)
    await pass(asked.host, QUIET_MS - 1)
    await key(asked.host, YES)
    // A key 1 ms early begins the quiet anew.
    await pass(asked.host, QUIET_MS - 1)
    expect(isOpen(asked)).toBe(false)
    expect(asked.isAnswered()).toBe(false)
    expect(asked.host.out()).toContain(THROWN_AWAY)
    await pass(asked.host, 1)
    expect(isOpen(asked)).toBe(true)
    expect(asked.isAnswered()).toBe(false)
    expect(asked.host.out().split(THROWN_AWAY)).toHaveLength(2)
  },
)

test('700 ms are enough: a single deliberate key afterwards counts, and nothing is said of others', async () => {
  const asked = put<'step'>(stepRequest)
  await pass(asked.host, QUIET_MS)
  await key(asked.host, DOWN)
  await key(asked.host, '\r')
  expect(await asked.answer).toEqual({ decision: 'approve' })
  expect(asked.host.out()).not.toContain(THROWN_AWAY)
})

test('keys that never stop never answer, and the screen says that they are coming', async () => {
  const asked = put<'step'>(stepRequest)
  for (let round = 0; round < 50; round += 1) {
    await pass(asked.host, QUIET_MS - 1)
    await key(asked.host, 'j\r')
  }
  expect(asked.isAnswered()).toBe(false)
  expect(isOpen(asked)).toBe(false)
  expect(asked.host.out()).toContain('keys keep coming and are thrown away')
  await key(asked.host, '\x03')
  await expect(asked.answer).rejects.toThrow('interrupted')
})

test('what waits to be read when the time is over was typed before: it is thrown away', async () => {
  const asked = put<'step'>(stepRequest)
  await turns()
  // The process was busy: its timer is due before it reads what lies there.
  asked.host.pass(QUIET_MS)
  asked.host.stdin.write(YES)
  await turns()
  expect(isOpen(asked)).toBe(false)
  expect(asked.host.out()).toContain(THROWN_AWAY)
})

test('Escape, of which it takes a while to know that it is a key, begins the quiet anew at once', async () => {
  const asked = put<'step'>(stepRequest)
  await pass(asked.host, QUIET_MS - 1)
  await key(asked.host, '\x1b')
  await pass(asked.host, 1)
  expect(isOpen(asked)).toBe(false)
})

describe('the second question of a dialog waits as the first does', () => {
  async function openList(asked: Asked, downs: number): Promise<void> {
    await pass(asked.host, QUIET_MS)
    for (let down = 0; down < downs; down += 1) await key(asked.host, DOWN)
    await key(asked.host, '\r')
  }

  test.each([
    ['the reason of a skip', stepRequest, 3, 'Why?', { decision: 'skip', note: 'late' }],
    [
      'the name that is typed',
      irreversibleRequest,
      2,
      'Type the name',
      { decision: 'confirm', typed: 'late' },
    ],
    ['the path of a secret', secretFileRequest, 1, 'Absolute path', { decision: 'file', path: 'late' }],
  ] as const)('%s', async (_name, request, downs, prompt, decision) => {
    const asked = put(request as RequestFor<ApprovalKind>)
    await openList(asked, downs)
    expect(asked.host.out()).toContain(`· ${prompt}`)
    await key(asked.host, 'early\r')
    await pass(asked.host, QUIET_MS - 1)
    await key(asked.host, 'early\r')
    expect(asked.isAnswered()).toBe(false)
    await pass(asked.host, QUIET_MS)
    await key(asked.host, 'late\r')
    expect(await asked.answer).toEqual(decision)
  })

  test('and so does a list that was left without an answer', async () => {
    const asked = put<'step'>(stepRequest)
    await openList(asked, 0)
    await key(asked.host, YES)
    expect(asked.isAnswered()).toBe(false)
    await pass(asked.host, QUIET_MS)
    await key(asked.host, DOWN)
    await key(asked.host, '\r')
    expect(await asked.answer).toEqual({ decision: 'approve' })
  })
})

test('a name under a checklist is typed after the quiet, too', async () => {
  const host = fakeHost({ tty: true, quietByHand: true })
  let name: string | undefined
  const asking = typed(port(host), printable('Your name'), new AbortController().signal).then((text) => {
    name = text
  })
  await key(host, 'eve\r')
  await pass(host, QUIET_MS - 1)
  expect(name).toBeUndefined()
  await pass(host, 1)
  await key(host, 'ada\r')
  await until(() => name !== undefined, 'the name')
  await asking
  expect(name).toBe('ada')
})
