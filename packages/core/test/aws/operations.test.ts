import { maskDeep } from '../../src/aws/mask.js'
import { OPERATION_EXCEPTIONS, operationKind } from '../../src/aws/operations.js'
import { CLIENTS } from './clients.js'

/** Verbs that change something. A name that begins with one must never count as a read. */
const CHANGES =
  /^(Create|Delete|Put|Update|Modify|Start|Stop|Restore|Copy|Add|Remove|Attach|Detach|Associate|Disassociate|Tag|Untag|Enable|Disable|Cancel|Reboot|Run|Terminate|Import|Export|Assume|Revoke|Authorize|Promote|Failover|Set|Reset|Register|Deregister|Execute|BatchWrite|BatchExecute|TransactWrite|Upload|Schedule|Replicate|Generate|Encrypt|Decrypt|Sign)/

let operations: string[] = []
beforeAll(async () => {
  const modules = await Promise.all(Object.values(CLIENTS).map((load) => load()))
  operations = modules.flatMap((module) =>
    Object.keys(module)
      .filter((name) => /^[A-Z].*Command$/.test(name))
      .map((name) => name.slice(0, -'Command'.length)),
  )
})

test('no operation of any installed client that changes something counts as a read', () => {
  expect(operations.length).toBeGreaterThan(1_500)
  expect(operations.filter((name) => CHANGES.test(name) && operationKind(name) === 'read')).toEqual([])
})

test('every exception in the table names an operation that exists', () => {
  const named = [...OPERATION_EXCEPTIONS.reads, ...OPERATION_EXCEPTIONS.forbidden]
  expect(named.filter((name) => !operations.includes(name))).toEqual([])
})

test('an operation nobody has heard of is a mutation', () => {
  expect(operationKind('FrobnicateDatabase')).toBe('mutation')
  expect(operationKind('')).toBe('mutation')
})

test('masking keeps the shape, and no secret', () => {
  const input: Record<string, unknown> = {
    MasterUserPassword: 'hunter2',
    nested: [{ SecretString: 'hunter2', Name: 'db' }],
    bytes: new Uint8Array(3),
    when: new Date(0),
    text: 'url?X-Amz-Signature=hunter2&x=1',
  }
  input.self = input
  expect(maskDeep(input)).toEqual({
    MasterUserPassword: '***',
    nested: [{ SecretString: '***', Name: 'db' }],
    bytes: '<3 bytes>',
    when: '1970-01-01T00:00:00.000Z',
    text: 'url?X-Amz-Signature=***&x=1',
    self: '<circular>',
  })
})
