import type { ApprovalKind, RequestFor } from '@cutover/core'
import { shellOf } from '../../src/shell.js'
import { type TerminalQuestions, terminalApprovals } from '../../src/terminal/approvals.js'
import { type FakeHost, fakeHost } from '../support/fake-host.js'
import { type Press, pressing } from '../support/press.js'
import {
  failureRequest,
  handoffRequest,
  irreversibleRequest,
  planRequest,
  pollRequest,
  secretFileRequest,
  stepRequest,
} from '../support/requests.js'

const DOWN = '\x1b[B'
const UP = '\x1b[A'
const ENTER = '\r'

interface Asked {
  readonly host: FakeHost
  readonly answer: Promise<unknown>
  readonly interrupts: () => number
  readonly stop: AbortController
  /** Waits for a text on the screen after everything pressed so far, then presses keys one by one. */
  readonly press: Press
}

function ask<K extends ApprovalKind>(request: RequestFor<K>): Asked {
  const host = fakeHost({ tty: true })
  const stop = new AbortController()
  let interrupts = 0
  const terminal: TerminalQuestions = {
    input: host.stdin,
    output: shellOf(host).stdout,
    width: () => 80,
    colour: false,
    every: host.every,
    afterInput: host.afterInput,
    onInterrupt: () => {
      interrupts += 1
    },
    onOpen: () => undefined,
    onClose: () => undefined,
  }
  const answer = terminalApprovals(terminal).decide<K>(request, stop.signal)
  answer.catch(() => undefined)
  return {
    host,
    answer,
    stop,
    interrupts: () => interrupts,
    press: pressing(host),
  }
}

test('Enter alone never answers: the first entry of every list is no answer', async () => {
  const { press, answer, host } = ask<'step'>(stepRequest)
  await press('What do you decide?', ENTER)
  await press('What do you decide?', ENTER)
  await press('— choose —', DOWN, ENTER)
  expect(await answer).toEqual({ decision: 'approve' })
  expect(host.out()).toContain('Step 56 of 58')
  expect(host.stdin.raw).toBe(false)
})

test('a blocked step cannot be approved', async () => {
  const { press, answer, host } = ask<'step'>({ ...stepRequest, choices: ['recheck', 'skip', 'abort'] })
  await press('What do you decide?', DOWN, ENTER)
  expect(await answer).toEqual({ decision: 'recheck' })
  expect(host.out()).not.toContain('Approve: do exactly this')
})

test('skipping asks why, and the note goes with the decision', async () => {
  const { press, answer } = ask<'step'>(stepRequest)
  await press('What do you decide?', DOWN, DOWN, DOWN, ENTER)
  await press('Why?', 'done by hand', ENTER)
  expect(await answer).toEqual({ decision: 'skip', note: 'done by hand' })
})

test('Ctrl-C is no answer: the question rejects and the run is asked to stop', async () => {
  const { press, answer, interrupts, host } = ask<'plan'>(planRequest)
  await press('Go, or no-go?', DOWN, '\x03')
  await expect(answer).rejects.toThrow('interrupted')
  expect(host.out()).toContain('Not answered.')
  expect(interrupts()).toBe(1)
})

test('Escape asks again', async () => {
  const { press, answer } = ask<'plan'>(planRequest)
  await press('Go, or no-go?', '\x1b')
  await press('Go, or no-go?', DOWN, DOWN, ENTER)
  expect(await answer).toEqual({ decision: 'no-go' })
})

test('a terminal that is closed rejects, in the middle of a question and before one', async () => {
  const { press, answer, host } = ask<'plan'>(planRequest)
  await press('Go, or no-go?')
  host.stdin.destroy()
  await expect(answer).rejects.toThrow('the terminal was closed')
  const closed = fakeHost({ tty: true })
  closed.stdin.destroy()
  const terminal = {
    input: closed.stdin,
    output: shellOf(closed).stdout,
    every: closed.every,
    afterInput: closed.afterInput,
    width: () => 80,
    colour: false,
  }
  const silent = { onInterrupt: () => undefined, onOpen: () => undefined, onClose: () => undefined }
  const asked = terminalApprovals({ ...terminal, ...silent }).decide<'plan'>(
    planRequest,
    new AbortController().signal,
  )
  await expect(asked).rejects.toThrow('closed')
})

describe('what is typed before a question is on the screen', () => {
  test.each([
    ['a yes', `${DOWN}${ENTER}`],
    ['a yes by letters', 'j '],
    ['many of them, pasted', `${DOWN}${ENTER}`.repeat(500)],
    ['half a yes', DOWN],
  ])('%s: does not answer it', async (_, typedAhead) => {
    const { press, answer, host } = ask<'step'>(stepRequest)
    host.stdin.write(typedAhead)
    await press('What do you decide?', ENTER)
    await press('What do you decide?', DOWN, DOWN, ENTER)
    expect(await answer).toEqual({ decision: 'recheck' })
  })

  test('and pasted over the next questions of a dialog: confirms nothing', async () => {
    const { press, answer, host } = ask<'handoff'>(handoffRequest)
    await press('Pass the gate?')
    host.stdin.write(`${DOWN}${ENTER}`.repeat(20))
    await press('Is it met?', DOWN, DOWN, ENTER)
    await press('Pass the gate?', UP, ENTER)
    expect(await answer).toEqual({ decision: 'stop' })
  })

  test('Ctrl-C is heard all the same', async () => {
    const { answer, host, interrupts } = ask<'step'>(stepRequest)
    host.stdin.write('\x03')
    await expect(answer).rejects.toThrow('interrupted')
    expect(interrupts()).toBe(1)
    expect(host.stdin.raw).toBe(false)
  })
})

test('a run that is being stopped closes the question', async () => {
  const { press, answer, stop, host } = ask<'plan'>(planRequest)
  await press('Go, or no-go?')
  stop.abort()
  await expect(answer).rejects.toThrow('being stopped')
  expect(host.stdin.raw).toBe(false)
})

test('what cannot be undone has to be typed; something else typed is handed on and refused by the run', async () => {
  const { press, answer } = ask<'irreversible'>(irreversibleRequest)
  await press('What now?', DOWN, DOWN, ENTER)
  await press('Type the name', 'api.orders.example.com', ENTER)
  expect(await answer).toEqual({ decision: 'confirm', typed: 'api.orders.example.com' })
  const wrong = ask<'irreversible'>(irreversibleRequest)
  await wrong.press('What now?', DOWN, DOWN, ENTER)
  await wrong.press('Type the name', 'yes', ENTER)
  expect(await wrong.answer).toEqual({ decision: 'confirm', typed: 'yes' })
  expect(wrong.host.out()).toContain('That is not the name.')
})

test('the gate wants every criterion and the policy confirmed one by one', async () => {
  const { press, answer } = ask<'handoff'>(handoffRequest)
  await press('Pass the gate?', DOWN, ENTER)
  await press('Criterion 1 of 2', DOWN, ENTER)
  await press('Criterion 2 of 2', DOWN, ENTER)
  await press('Is target-cutover-data-plane attached?', DOWN, ENTER)
  expect(await answer).toEqual({
    decision: 'confirm',
    confirmed: handoffRequest.criteria,
    policyAttached: true,
  })
})

test('a criterion that is not met confirms nothing', async () => {
  const { press, answer } = ask<'handoff'>(handoffRequest)
  await press('Pass the gate?', DOWN, ENTER)
  await press('Criterion 1 of 2', DOWN, DOWN, ENTER)
  await press('nothing was confirmed', DOWN, DOWN, DOWN, ENTER)
  expect(await answer).toEqual({ decision: 'stop' })
})

test('only the choices of a failure are offered', async () => {
  const { press, answer, host } = ask<'failure'>({ ...failureRequest, choices: ['stop', 'abort'] })
  await press('What now?', DOWN, ENTER)
  expect(await answer).toEqual({ decision: 'stop' })
  expect(host.out()).not.toContain('Retry this step')
})

test('a job that cannot be cancelled is not offered to be', async () => {
  const { press, answer, host } = ask<'poll-unknown'>({ ...pollRequest, cancellable: false })
  await press('What now?', DOWN, ENTER)
  expect(await answer).toEqual({ decision: 'keep-waiting' })
  expect(host.out()).not.toContain('Cancel the job')
})

test('insisting on a file that others can read is a choice of its own', async () => {
  const { press, answer } = ask<'secret-file'>(secretFileRequest)
  await press('Where is the value?', DOWN, DOWN, ENTER)
  await press('Absolute path of the file', '/run/secret', ENTER)
  expect(await answer).toEqual({ decision: 'file', path: '/run/secret', insist: true })
})

test('a folded screen can be unfolded, page by page, and the question stays open', async () => {
  const after = Array.from({ length: 60 }, (_, index) => `+ resource ${index}`)
  const { press, answer, host } = ask<'step'>({ ...stepRequest, preview: { ...stepRequest.preview, after } })
  await press('What do you decide?', DOWN, DOWN, DOWN, DOWN, DOWN, ENTER)
  expect(host.out()).not.toContain('resource 59')
  await press('Lines 1 to 33 of', DOWN, ENTER)
  await press('Lines 34 to 66 of', DOWN, ENTER)
  await press('That is all of it', DOWN, ENTER)
  await press('What do you decide?', DOWN, ENTER)
  expect(host.out()).toContain('resource 59')
  expect(await answer).toEqual({ decision: 'approve' })
})
