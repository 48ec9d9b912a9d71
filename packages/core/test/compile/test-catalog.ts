import { type TProperties, Type } from 'typebox'
import { actions } from '../../src/actions/registry.js'
import type { CompilableAction, CompileCatalog, Compiles } from '../../src/compile/action.js'

const text = (description: string) => Type.String({ description, examples: ['x'] })

/** An action that only compile knows: what it does is never tried. */
export function actionOf(name: string, params: TProperties, compiles: Compiles): CompilableAction {
  return {
    name,
    title: `Stand-in for ${name}.`,
    account: 'target',
    tool: 'aws-sdk',
    params: Type.Object(params, { additionalProperties: false }),
    compiles,
    idempotency: 'adopt',
    longRunning: { pollIntervalSeconds: 30, terminalStates: ['DONE', 'FAILED'] },
    irreversible: null,
    estimatedSeconds: 60,
    resource: () => ({ arn: 'target:none:x', type: 'Stand::In', name: 's3' }),
    cli: () => ({ preview: null, execute: `run ${name}`, verify: null, poll: null, rollback: 'undo' }),
    iamActions: () => [],
  }
}

/** A transfer without parameters. */
const SYNC = actionOf('s3-sync', {}, { role: 'transfer', differs: { risk: 'low' } })

/** What takes any complete call. */
const API_CALL: CompilableAction = {
  ...actionOf(
    'aws-api-call',
    {
      service: text('The service.'),
      operation: text('The operation.'),
      flags: Type.Object({}, { additionalProperties: true, description: 'Its flags.' }),
      side: Type.Union([Type.Literal('source'), Type.Literal('target')], { description: 'The account.' }),
    },
    {
      role: 'infrastructure',
      differs: { planPhase: null },
      operationTypes: ['aws-cli'],
      anyApiCall: true,
      commands: [],
    },
  ),
  longRunning: null,
  resource: (p) => ({
    arn: 'target:aws:call',
    type: 'AWS::ApiCall',
    name: `${p.service} ${p.operation}`,
  }),
}

/**
 * The real definitions, without those named, and with those given. `s3-sync` stands for a plain transfer and
 * `aws-api-call` (only if asked for) for what takes any call.
 */
export function testCatalog(
  options: {
    readonly without?: readonly string[]
    readonly apiCalls?: boolean
    readonly also?: readonly CompilableAction[]
  } = {},
): CompileCatalog {
  const all: readonly CompilableAction[] = [
    ...actions.all,
    SYNC,
    ...(options.apiCalls === true ? [API_CALL] : []),
    ...(options.also ?? []),
  ]
  const left = all.filter((action) => options.without?.includes(action.name) !== true)
  const byName = new Map(left.map((action) => [action.name, action]))
  return { names: [...byName.keys()], get: (name) => byName.get(name) }
}
