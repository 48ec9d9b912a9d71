import type { ApprovalRequest } from '@cutover/core'
import { renderScreen } from '../../../src/terminal/screen.js'
import { screenOf } from '../../../src/terminal/screens/screen-of.js'
import { columns } from '../../../src/terminal/text.js'
import {
  afterRollbackRequest,
  allRequests,
  failureRequest,
  handoffRequest,
  irreversibleRequest,
  planRequest,
  resumeRequest,
  stepRequest,
} from '../../support/requests.js'

const layout = { width: 80, colour: false, unfolded: false }

function shown(request: ApprovalRequest, more: Partial<typeof layout> = {}): readonly string[] {
  return renderScreen(screenOf(request), { ...layout, ...more })
}

/** The words of a screen as one text, whatever the line breaks. */
function words(request: ApprovalRequest): string {
  return shown(request, { width: 110, unfolded: true }).join(' ').replace(/\s+/g, ' ')
}

/** The request with a text put into every place that an artifact or AWS can fill. */
function poisoned<T>(value: T, poison: string): T {
  if (typeof value === 'string') return `${value}${poison}` as T
  if (Array.isArray(value)) return value.map((item) => poisoned(item, poison)) as T
  if (value === null || typeof value !== 'object') return value
  const closed = ['kind', 'reason', 'choices', 'risk', 'side', 'plane', 'stage']
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      closed.includes(key) ? member : poisoned(member, poison),
    ]),
  ) as T
}

describe.each(allRequests.map((request) => [request.kind, request] as const))('%s', (_kind, request) => {
  test.each([40, 80, 120])('nothing is wider than a terminal of %d columns', (width) => {
    for (const line of shown(request, { width, unfolded: true }))
      expect(columns(line)).toBeLessThanOrEqual(width)
  })

  test('long, wide and hostile text stays inside the terminal and inside its place', () => {
    const poison = `\x1b[2J\x1b]0;owned\x07\u202e${'東京'.repeat(40)}\r\n\x1b[31mYES`
    const lines = shown(poisoned(request, poison), { unfolded: true })
    for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(80)
    expect(lines.join('\n')).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
    expect(lines.join('\n')).toContain('\\x1b')
  })

  test('without colour there is no escape sequence', () => {
    expect(shown(request).join('\n')).not.toContain('\x1b')
  })
})

test('a step says where one is, what happens, what changes, the way back, and how long there is', () => {
  const text = words(stepRequest)
  for (const part of [
    'Step 56 of 58 · data plane · phase 4 Cutover',
    'dp-phase4-006-api-route53-change',
    '222222222222 (target), profile new-prod',
    'aws route53 change-resource-record-sets --hosted-zone-id Z0123456789ABCDEFGHIJ',
    'A api.orders.example.com 60 198.51.100.4',
    'A api.orders.example.com 60 203.0.113.9',
    'file://undo.json',
    'Rollback window of this phase: 30 min.',
    'estimated 2 min, time box 10 min',
    'credentials of source (old-prod): 40 min left',
    'OVER ITS TIME by 5 min: arn:aws:s3:::orders-documents: 50 min of 45 min',
    'risk high · owner team-edge · item dp4-06',
    'Resolvers keep the new answer until its TTL has passed.',
    'Watch the 5xx rate.',
  ])
    expect(text).toContain(part)
})

test('a blocked step shows what blocks it, and a void yes shows what changed', () => {
  const { preview } = stepRequest
  const blocked = { ...stepRequest, preview: { ...preview, blockers: ['The zone does not exist.'] } }
  expect(words(blocked)).toContain('BLOCKED The zone does not exist.')
  const again = words({ ...stepRequest, invalidated: ['value: was 198.51.100.4'] })
  expect(again).toContain('Your earlier yes is void')
  expect(again).toContain('was 198.51.100.4')
})

test('a long list is folded, says how much is missing, and can be unfolded', () => {
  const after = Array.from({ length: 40 }, (_, index) => `+ resource ${index}`)
  const long = { ...stepRequest, preview: { ...stepRequest.preview, after } }
  expect(shown(long).join('\n')).toContain('… 28 more lines, folded')
  expect(shown(long).join('\n')).not.toContain('resource 39')
  expect(shown(long, { unfolded: true }).join('\n')).toContain('resource 39')
})

test('the plan shows its summary line by line, and its warnings apart', () => {
  expect(shown(planRequest)).toContain('  Total steps:       58')
  expect(words(planRequest)).toContain('Warnings An id is used twice.')
})

test('the second question names what cannot be undone and what has to be typed', () => {
  expect(words(irreversibleRequest)).toContain('Type the name, letter for letter: api.orders.example.com')
})

test('the handoff lists the criteria and what is denied', () => {
  const text = words(handoffRequest)
  expect(text).toContain('1. The target VPC is peered. 2. Every module is applied.')
  expect(text).toContain('implicitDeny (unknown: aws:RequestedRegion)')
})

test('a failure shows the error with its request, the way back, and whether the window is still open', () => {
  const text = words(failureRequest)
  expect(text).toContain('InvalidChangeBatch: The record set was changed by somebody else. (request req-1)')
  expect(text).toContain('Rollback window 30 min, 12 min since the step began: inside it.')
  expect(text).toContain('answer: expected 203.0.113.9, found 198.51.100.4')
  expect(words({ ...failureRequest, insideWindow: false })).toContain('OUTSIDE it')
})

test('a failed rollback says what remains', () => {
  expect(words(afterRollbackRequest)).toContain('THE ROLLBACK FAILED')
  expect(words(afterRollbackRequest)).toContain('Remains the new record')
})

test('a step of a resumed run shows the way back, what the plan says of it, and that its window has closed', () => {
  const text = words(resumeRequest)
  expect(text).toContain('Way back aws route53 change-resource-record-sets')
  expect(text).toContain('Rollback window 30 min, 45 min since the step began: OUTSIDE it.')
  expect(text).toContain('Plan says Point the record back to the legacy load balancer.')
  expect(text).toContain('Retries 2 left for this step')
})

test('a resumed run is told what was found, also when it is not about one step', () => {
  expect(words(resumeRequest)).toContain('AWS shows neither the old nor the new record.')
  expect(words({ ...resumeRequest, reason: 'aborted', question: null })).toContain('a run that was aborted')
})
