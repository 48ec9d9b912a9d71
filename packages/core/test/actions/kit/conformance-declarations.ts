import type { TObject } from 'typebox'
import type { ActionDefinition, PollResult, Receipt } from '../../../src/actions/kit/definition.js'
import { SOURCE_ACCOUNT } from './bench.js'
import { cliProblems } from './cli-shape.js'
import { arranged } from './conformance-arrange.js'
import type { ConformanceCase } from './conformance-case.js'

/** What an action says about itself, held against what it does. */
export function declarationTests<P extends TObject>(
  definition: ActionDefinition<P>,
  entry: ConformanceCase<P>,
): void {
  test('its CLI equivalents are commands that exist, with flags that exist', async () => {
    const { bench, world } = await arranged(definition, entry)
    const { preview, execute, verify, poll, rollback } = definition.cli(world.params, bench.facts)
    const lines = [preview, execute, verify, poll, rollback.startsWith('aws ') ? rollback : null]
    expect(lines.flatMap((line) => (line === null ? [] : cliProblems(line)))).toEqual([])
    expect(execute).not.toBeNull()
  })

  test('it declares the permission of every request that it makes', async () => {
    const { bench, world, actor } = await arranged(definition, entry)
    const receipt = await actor.execute()
    await actor.settle(receipt)
    await actor.verified(receipt)
    await actor.reconcile()
    if (typeof definition.rollback !== 'string' && entry.skipRollback === undefined) {
      await actor.rollback(receipt)
    }
    const declared = definition
      .iamActions(world.params, bench.facts)
      .map((need) => `${need.side} ${need.action}`)
    const made = bench.simulator.log.records
      .filter((record) => record.service !== 'sts')
      .map((record) => {
        const name = `${record.service}:${record.operation}`
        const side = record.accountId === SOURCE_ACCOUNT ? 'source' : 'target'
        return `${side} ${entry.iamNames?.[name] ?? name}`
      })
    expect([...new Set(made)].filter((name) => !declared.includes(name))).toEqual([])
  })

  test('no secret reaches a log, a receipt, a preview or a check', async () => {
    const { bench, world, actor } = await arranged(definition, entry)
    const said: unknown[] = []
    const receipt: Receipt = await actor.execute()
    const end: PollResult = await actor.settle(receipt)
    said.push(receipt, end, await actor.preview(), await actor.verify(receipt), await actor.reconcile())
    if (typeof definition.rollback !== 'string' && entry.skipRollback === undefined) {
      said.push(await actor.rollback(receipt))
    }
    const text = JSON.stringify([said, bench.calls, bench.lines, bench.simulator.log.records])
    const secrets = ['not-checked', ...(world.secret ? secretForms(world.secret) : [])]
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  })
}

/** A secret as it could appear in JSON: as it is, or in base64. */
function secretForms(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes)
  return [JSON.stringify(buffer.toString('utf8')).slice(1, -1), buffer.toString('base64')]
}
