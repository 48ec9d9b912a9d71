import {
  CreateDBParameterGroupCommand,
  DeleteDBParameterGroupCommand,
  DescribeDBInstancesCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBParametersCommand,
  ModifyDBInstanceCommand,
  ModifyDBParameterGroupCommand,
  type Parameter,
  RebootDBInstanceCommand,
  ResetDBParameterGroupCommand,
} from '@aws-sdk/client-rds'
import { MINUTE_MS, refusal, SECOND_MS } from '../../common/two-accounts.js'
import { withDatabase } from '../setup.js'

const GROUP = 'orders-rw'

async function withGroup() {
  const setup = withDatabase()
  const { source, clock } = setup
  await source.send(
    new CreateDBParameterGroupCommand({
      DBParameterGroupName: GROUP,
      DBParameterGroupFamily: 'postgres16',
      Description: 'orders',
    }),
  )
  const put = (parameter: Parameter, DBParameterGroupName = GROUP) =>
    source.send(new ModifyDBParameterGroupCommand({ DBParameterGroupName, Parameters: [parameter] }))
  return {
    ...setup,
    put,
    readOnly: (ParameterValue: string) =>
      put({ ParameterName: 'default_transaction_read_only', ParameterValue, ApplyMethod: 'immediate' }),
    parameterOf: async (name: string) => {
      const answer = await source.send(new DescribeDBParametersCommand({ DBParameterGroupName: GROUP }))
      return answer.Parameters?.find((parameter) => parameter.ParameterName === name)
    },
    applyStatus: async () => {
      const answer = await source.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'orders' }))
      return answer.DBInstances?.[0]?.DBParameterGroups?.[0]?.ParameterApplyStatus
    },
    attach: async () => {
      await source.send(
        new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'orders', DBParameterGroupName: GROUP }),
      )
      clock.advance(SECOND_MS)
    },
  }
}

test('a dynamic parameter is set, seen, and reset to what the engine has', async () => {
  const { source, readOnly, parameterOf } = await withGroup()
  const name = 'default_transaction_read_only'
  expect(await parameterOf(name)).toMatchObject({ Source: 'engine-default', ApplyType: 'dynamic' })
  await readOnly('1')
  expect(await parameterOf(name)).toMatchObject({ ParameterValue: '1', Source: 'user' })
  await source.send(
    new ResetDBParameterGroupCommand({
      DBParameterGroupName: GROUP,
      ResetAllParameters: false,
      Parameters: [{ ParameterName: name, ApplyMethod: 'immediate' }],
    }),
  )
  expect((await parameterOf(name))?.ParameterValue).toBeUndefined()
})

test('what cannot be set is refused in the words of RDS', async () => {
  const { put, readOnly } = await withGroup()
  const refusals = [
    put({ ParameterName: 'nonsense', ParameterValue: '1', ApplyMethod: 'immediate' }),
    put({ ParameterName: 'data_directory', ParameterValue: '/', ApplyMethod: 'pending-reboot' }),
    put({ ParameterName: 'rds.logical_replication', ParameterValue: '1', ApplyMethod: 'immediate' }),
    readOnly('2'),
  ].map(async (call) => (await refusal(call)).message)
  expect(await Promise.all(refusals)).toEqual([
    'Could not find parameter with name: nonsense',
    'The parameter data_directory cannot be modified.',
    'cannot use immediate apply method for static parameter',
    'Invalid parameter value: 2 for: default_transaction_read_only allowed values are: 0,1',
  ])
})

test('a default group exists without being made and can be neither changed nor deleted', async () => {
  const { source, put } = await withGroup()
  const DBParameterGroupName = 'default.postgres16'
  const found = await source.send(new DescribeDBParameterGroupsCommand({ DBParameterGroupName }))
  expect(found.DBParameterGroups?.[0]?.DBParameterGroupFamily).toBe('postgres16')
  const change = put(
    { ParameterName: 'work_mem', ParameterValue: '4096', ApplyMethod: 'immediate' },
    DBParameterGroupName,
  )
  expect((await refusal(change)).name).toBe('InvalidParameterValue')
  const remove = source.send(new DeleteDBParameterGroupCommand({ DBParameterGroupName }))
  expect((await refusal(remove)).name).toBe('InvalidParameterValue')
})

test('an instance is applying a dynamic change for a moment and waits with a static one for its reboot', async () => {
  const { source, attach, applyStatus, readOnly, put, clock } = await withGroup()
  clock.advance(SECOND_MS)
  await attach()
  expect(await applyStatus()).toBe('pending-reboot')
  const reboot = async () => {
    await source.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'orders' }))
    clock.advance(MINUTE_MS)
  }
  await reboot()
  expect(await applyStatus()).toBe('in-sync')
  await readOnly('1')
  expect(await applyStatus()).toBe('applying')
  clock.advance(30 * SECOND_MS)
  expect(await applyStatus()).toBe('in-sync')
  await put({ ParameterName: 'max_connections', ParameterValue: '100', ApplyMethod: 'pending-reboot' })
  expect(await applyStatus()).toBe('pending-reboot')
  await reboot()
  expect(await applyStatus()).toBe('in-sync')
})

test('a group that an instance uses cannot be deleted', async () => {
  const { source, attach } = await withGroup()
  await attach()
  const remove = source.send(new DeleteDBParameterGroupCommand({ DBParameterGroupName: GROUP }))
  expect((await refusal(remove)).name).toBe('InvalidDBParameterGroupStateFault')
})
