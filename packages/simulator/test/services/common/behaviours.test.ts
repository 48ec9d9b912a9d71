import { type ServiceRegistry, services } from '../../../src/services/registry.js'

const OURS = ['kms', 'rds', 'dynamodb', 'secretsmanager', 'route53']
const registry: ServiceRegistry = services

test.each(OURS)('%s says of each of its operations what it does', async (name) => {
  const entry = registry[name]
  const { behaviour } = await (entry?.behaviour() ?? Promise.reject(new Error('not registered')))
  expect(behaviour.signingName).toBe(name)
  const silent = Object.entries(behaviour.operations).filter(([, { note }]) => note.trim().length < 5)
  expect(silent).toEqual([])
})

test.each(OURS)('%s has only operations that its client can send', async (name) => {
  const entry = registry[name]
  const { behaviour } = await (entry?.behaviour() ?? Promise.reject(new Error('not registered')))
  const sdk = (await entry?.sdk()) ?? {}
  const unknown = Object.keys(behaviour.operations).filter((operation) => !(`${operation}Command` in sdk))
  expect(unknown).toEqual([])
})
