import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Static, TObject } from 'typebox'
import {
  type ActionDefinition,
  type Check,
  type PollResult,
  preview,
  type ReadContext,
  type Receipt,
  type Verification,
  type WriteContext,
} from '../../src/actions/kit/definition.js'
import type { AwsAccount, AwsFactory } from '../../src/aws/account.js'
import { profileAwsFactory } from '../../src/aws/profile-factory.js'
import { type JsonObject, sha256 } from '../../src/model/json.js'
import type { Side } from '../../src/model/step.js'
import { systemClock } from '../../src/run/environment.js'
import { stepFor } from '../actions/kit/bench.js'
import { fakeTerraform } from '../run/fake-terraform.js'
import { motoEnvironment, startMoto } from '../support/tools.js'

const region = 'us-east-1'
export const FACTS = {
  runId: 'moto',
  source: { accountId: '111111111111', region },
  target: { accountId: '222222222222', region },
}

/** Two moto accounts behind two profiles, and handlers called as the engine calls them. */
export interface Accounts {
  account(side: Side): AwsAccount
  walker<P extends TObject>(
    definition: ActionDefinition<P>,
    params: Static<P>,
    more?: { readonly secret?: string; readonly freeze?: Receipt },
  ): Walker
  stop(): Promise<void>
}

/** One step's life. Each method insists on what the engine insists on. */
export interface Walker {
  /** Preview without blockers, execute, poll to a good end, verify. */
  carryOut(): Promise<Receipt>
  reconciled(): Promise<string>
  /** The inverse, polled to its end and verified. */
  takeBack(receipt: Receipt): Promise<void>
}

export async function openAccounts(): Promise<Accounts> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-moto-'))
  const moto = await startMoto()
  const env = motoEnvironment(moto.url, folder, {
    legacy: FACTS.source.accountId,
    new: FACTS.target.accountId,
  })
  const factory = profileAwsFactory({
    source: { profile: 'legacy', ...FACTS.source },
    target: { profile: 'new', ...FACTS.target },
    env,
    now: systemClock.now,
  })
  return {
    account: (side) => factory.open(side, 'write', () => undefined),
    walker: (definition, params, more = {}) => {
      const write = contextFor(factory, definition, params as JsonObject, more)
      return walkerOf(definition, params, write)
    },
    async stop() {
      await moto.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function walkerOf<P extends TObject>(
  definition: ActionDefinition<P>,
  params: Static<P>,
  context: (mode: 'read' | 'write') => WriteContext,
): Walker {
  const read = (): ReadContext => context('read')
  return {
    async carryOut() {
      const approved = await definition.preview(params, read())
      expect(approved).toMatchObject({ blockers: [], alreadyDone: false })
      const receipt = await definition.execute(params, { ...context('write'), approved })
      if (definition.poll !== undefined)
        await polled(async () => await definition.poll?.(params, receipt, read()))
      insist(await definition.verify(params, receipt, read()))
      return receipt
    },
    reconciled: async () => (await definition.reconcile(params, read())).kind,
    async takeBack(receipt) {
      const { rollback } = definition
      if (typeof rollback === 'string') throw new Error(`${definition.name} has no inverse`)
      await rollback.run(params, receipt, context('write'))
      if (rollback.poll !== undefined)
        await polled(async () => await rollback.poll?.(params, receipt, read()))
      insist(await rollback.verify(params, receipt, read()))
    },
  }
}

/** Jobs of moto end within a moment, and their ends are looked for at once. */
async function polled(poll: () => Promise<PollResult | undefined>): Promise<void> {
  for (;;) {
    const result = await poll()
    if (result?.outcome === 'succeeded') return
    expect(result).toMatchObject({ outcome: 'running' })
    await systemClock.sleep(20, new AbortController().signal)
  }
}

function insist({ checks }: Verification): void {
  expect(checks.filter((check: Check) => !check.ok)).toEqual([])
  expect(checks.length).toBeGreaterThan(0)
}

function contextFor(
  factory: AwsFactory,
  definition: Pick<ActionDefinition, 'name' | 'compiles'>,
  params: JsonObject,
  { secret, freeze }: { readonly secret?: string; readonly freeze?: Receipt },
): (mode: 'read' | 'write') => WriteContext {
  const step = stepFor(definition, params)
  const none = async (): Promise<never> => {
    throw new Error('not needed on moto')
  }
  return (mode) => ({
    facts: FACTS,
    step,
    source: factory.open('source', mode, () => undefined),
    target: factory.open('target', mode, () => undefined),
    terraform: fakeTerraform(new Set(), () => undefined),
    dns: { publicResolvers: [], resolve: none },
    clock: systemClock,
    history: {
      receiptOf: () => null,
      freezeOf: () => (freeze === undefined ? null : { beganAtMs: 0, receipt: freeze, active: true }),
      producersOf: () => [],
    },
    files: {
      artifactPath: (suffix) => `/nowhere/step${suffix}`,
      provisioners: async () => [],
      readInput: none,
    },
    signal: new AbortController().signal,
    token: sha256(`moto ${definition.name}`),
    earlierTokens: [],
    log: () => undefined,
    approved: preview({ observation: null, before: [], after: [] }),
    secret: secret === undefined ? null : new TextEncoder().encode(secret),
  })
}
