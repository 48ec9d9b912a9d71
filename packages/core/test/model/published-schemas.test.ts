import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Type } from 'typebox'
import { publishedSchemas, schemaText } from '../../src/actions/published-schemas.js'
import { stepSchema } from '../../src/actions/step-schema.js'
import type { ActionCatalog, ActionFacts } from '../../src/model/action-facts.js'
import { validate } from '../../src/model/validate.js'

const folder = new URL('../../../../schemas/', import.meta.url)

test.each(publishedSchemas().map(({ name, schema }) => [name, schema] as const))(
  'schemas/%s.schema.json is what the code generates (write it with `pnpm schemas`)',
  async (name, schema) => {
    expect(await readFile(new URL(`${name}.schema.json`, folder), 'utf8')).toBe(schemaText(schema))
  },
)

test('the folder holds no schema that the code does not know', async () => {
  const names = publishedSchemas().map(({ name }) => `${name}.schema.json`)
  expect((await readdir(fileURLToPath(folder))).sort()).toEqual(names.sort())
})

test.each(publishedSchemas().map(({ name, schema }) => [name, schema] as const))(
  '%s is a valid draft 2020-12 schema with an id and a title',
  (name, schema) => {
    const ajv = new Ajv2020()
    expect(ajv.validateSchema(schema)).toBe(true)
    expect(schema).toMatchObject({ $id: `urn:cutover:schema:${name}`, title: expect.any(String) })
  },
)

test('the parameters of a step are those of its action', () => {
  const facts = (name: string, params: ActionFacts['params']) =>
    ({ name, title: name, params }) as ActionFacts
  const known = new Map([
    ['share', facts('share', Type.Object({ account: Type.String() }, { additionalProperties: false }))],
    ['wait', facts('wait', Type.Object({ minutes: Type.Integer() }))],
  ])
  const catalog: ActionCatalog = { names: [...known.keys()], get: (name) => known.get(name) }
  const about = (action: string, params: object) =>
    validate(stepSchema(catalog), { action, params })
      .filter(({ pointer }) => pointer === '/action' || pointer.startsWith('/params'))
      .map(({ pointer, expected }) => `${pointer}: ${expected}`)
  expect(about('share', { account: '1' })).toEqual([])
  expect(about('share', { minutes: 1 })).toEqual([
    '/params: an object with "account"',
    '/params: no member called "minutes"',
  ])
  expect(about('wait', { minutes: 'x' })).toEqual(['/params/minutes: a whole number'])
  expect(about('sleep', {})).toEqual(['/action: one of share, wait'])
})
