import { type ServiceRegistry, services } from '../../../src/services/registry.js'

const OURS = ['kms', 'rds', 'dynamodb', 'secretsmanager', 'route53']
const registry: ServiceRegistry = services

test.each(OURS)('%s says of each of its operations what it does, and of no other', async (name) => {
  const entry = registry[name]
  const { behaviour } = await (entry?.behaviour() ?? Promise.reject(new Error('not registered')))
  expect(behaviour.signingName).toBe(name)
  expect(Object.keys(behaviour.notes).sort()).toEqual(Object.keys(behaviour.operations).sort())
})

test.each(OURS)('%s has only operations that its client can send', async (name) => {
  const entry = registry[name]
  const { behaviour } = await (entry?.behaviour() ?? Promise.reject(new Error('not registered')))
  const sdk = (await entry?.sdk()) ?? {}
  const unknown = Object.keys(behaviour.operations).filter((operation) => !(`${operation}Command` in sdk))
  expect(unknown).toEqual([])
})
