import type { RequestRecord } from '@cutover/simulator'
import type { ExecutionStep } from '../../src/model/step.js'
import { requireTools } from '../support/tools.js'
import { type Desk, isSameRequest, openDesk } from './aws-desk.js'
import { PARTS, type Part, type RecordedRun, recordRun } from './recorded-run.js'

const TYPING_MS = 240_000

/** The actions of the example that call AWS themselves. */
const ACTIONS = [
  'kms-grant',
  'snapshot-share',
  'snapshot-copy',
  'snapshot-restore',
  'dynamodb-export',
  'dynamodb-import',
  'secret-put-value',
  'freeze-writes',
  'release-freeze',
  'route53-change',
]

/** The same action on another kind of resource is other commands. */
const MUTATIONS: readonly Part[] = ['execute', 'rollback']

function describeRequest({ accountId, service, operation, input }: RequestRecord): string {
  return `${accountId} ${service}:${operation} ${JSON.stringify(input)}`
}

/**
 * What the operator reads under "If yes" and "Way back" is typed into a shell, with the real `aws` program, and
 * has to ask AWS for exactly what the handler asked for when the same step was walked.
 */
requireTools('aws')('the generated commands, typed by hand', () => {
  let recorded: RecordedRun
  let desk: Desk
  beforeAll(async () => {
    recorded = await recordRun()
    desk = openDesk()
  }, 60_000)
  afterAll(() => desk?.clear())

  const stepsOf = (action: string) => recorded.steps.filter((step) => step.action === action)

  /** The commands of a part; none where the step shows a sentence instead. */
  function commandsOf(step: ExecutionStep, part: Part): readonly string[] {
    const line = step[`${part}_cmd`]
    return line?.startsWith('aws ') === true ? line.split(' && ') : []
  }

  /** Shown requests that the handler did not make, and changes that it made and does not show. */
  async function differences(step: ExecutionStep, part: Part): Promise<readonly string[]> {
    const made = recorded.requestsOf(step, part)
    const typed = await Promise.all(commandsOf(step, part).map((command) => desk.type(command)))
    const shown = typed.flat()
    const isMade = (one: RequestRecord) => made.some((other) => isSameRequest(one, other))
    const isShown = (one: RequestRecord) => shown.some((other) => isSameRequest(other, one))
    return [
      ...shown.filter((one) => !isMade(one)).map((one) => `shown, not made: ${describeRequest(one)}`),
      ...made
        .filter((one) => !one.readOnly && !isShown(one))
        .map((one) => `made, not shown: ${describeRequest(one)}`),
    ]
  }

  test('every action of the example that calls AWS is among them', () => {
    const missing = ACTIONS.filter((action) => stepsOf(action).length === 0)
    expect(missing).toEqual([])
    const other = recorded.steps.filter((step) => step.tool === 'aws-sdk' && !ACTIONS.includes(step.action))
    expect(other.map((step) => step.action)).toEqual([])
  })

  test.each(ACTIONS)(
    '%s: each part sends what the handler sends',
    async (action) => {
      const [step] = stepsOf(action)
      if (step === undefined) throw new Error(`the example has no ${action}`)
      const found = await Promise.all(
        PARTS.map(async (part) => [part, await differences(step, part)] as const),
      )
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(PARTS.map((part) => [part, []])))
    },
    TYPING_MS,
  )

  test.each(['snapshot-share', 'snapshot-copy', 'snapshot-restore'])(
    '%s of a cluster: what changes something is what the handler sends',
    async (action) => {
      const step = stepsOf(action).find(({ params }) => params.snapshot_kind === 'db-cluster')
      if (step === undefined) throw new Error(`the example has no ${action} of a cluster`)
      const found = await Promise.all(MUTATIONS.map((part) => differences(step, part)))
      expect(found.flat()).toEqual([])
    },
    TYPING_MS,
  )
})
