import { type TSchema, Type } from 'typebox'
import type { ActionCatalog } from '../model/action-facts.js'
import { oneOf, published } from '../model/artifacts/parts.js'
import { stepFields } from '../model/step.js'

/**
 * The schema of one compiled step: the fields that all steps have, and `params` as its action defines them.
 *
 * Actions are told apart with `if`/`then` rather than a union: a wrong parameter is then reported as itself,
 * not as "fits none of twenty shapes".
 */
export function stepSchema(catalog: ActionCatalog): TSchema {
  const base = Type.Object(
    {
      ...stepFields,
      action: oneOf(catalog.names, { description: 'What is done, by the name of its handler.' }),
      params: Type.Unsafe({ type: 'object', description: 'The typed input of the action.' }),
    },
    { title: 'Execution step', additionalProperties: false },
  )
  const perAction = catalog.names.flatMap((name) => {
    const facts = catalog.get(name)
    return facts === undefined ? [] : [whenAction(name, facts.title, facts.params)]
  })
  return Type.Unsafe({ ...base, ...(perAction.length === 0 ? {} : { allOf: perAction }) })
}

function whenAction(name: string, title: string, params: TSchema) {
  return {
    if: { type: 'object', properties: { action: { const: name } }, required: ['action'] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword
    then: { type: 'object', properties: { params: { title, ...params } } },
  }
}

/** The schema of `execution-steps.json`: the flat list of steps in execution order. */
export function executionStepsSchema(catalog: ActionCatalog): TSchema {
  return Type.Unsafe({
    ...published(
      'execution-step',
      'Execution steps',
      'Compiled steps, in the order in which they are carried out.',
    ),
    type: 'array',
    items: stepSchema(catalog),
  })
}
