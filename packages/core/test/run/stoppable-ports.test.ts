import type { AwsFactory } from '../../src/aws/account.js'
import type { DnsResolver } from '../../src/model/ports.js'
import { createControls } from '../../src/run/controls.js'
import { stoppablePorts } from '../../src/run/stoppable-ports.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'

const never = () => new Promise<never>(() => undefined)
const approved = { planSha256: '', filesSha256: null, needsMs: 0 }

function deaf(more: Partial<TerraformRunner> = {}) {
  const controls = createControls()
  const graces: (() => void)[] = []
  const aws = { open: never, identify: never, refresh: () => undefined } as unknown as AwsFactory
  const terraform: TerraformRunner = {
    check: never,
    plan: never,
    apply: never,
    planAll: never,
    stateList: never,
    survivor: never,
    ...more,
  }
  const dns: DnsResolver = { publicResolvers: [], resolve: never }
  const sleep = () => new Promise<void>((over) => graces.push(over))
  return { controls, graces, ports: stoppablePorts({ aws, terraform, dns }, controls, sleep) }
}

const told: string[] = []
const io = {
  signal: new AbortController().signal,
  onOutput: (_: string, text: string) => void told.push(text),
}

test('N1: what only reads is given up when its grace after the first stop is over', async () => {
  const { controls, graces, ports } = deaf()
  const reads: Promise<unknown>[] = [ports.aws.identify('source'), ports.terraform.survivor()]
  reads.push(ports.dns.resolve('a', 'A', '127.0.0.1', io.signal))
  controls.stop()
  for (const over of graces) over()
  for (const read of reads) await expect(read).rejects.toMatchObject({ haltCause: 'interrupted' })
})

test('N1: an apply is not given up at the first stop, and is at the second', async () => {
  const { controls, graces, ports } = deaf()
  const apply = ports.terraform.apply('plan', io, approved)
  controls.stop()
  expect(graces).toEqual([])
  controls.stop()
  await expect(apply).rejects.toMatchObject({ haltCause: 'interrupted' })
})

test('N2: output without end is told up to its limit, and that there was more', async () => {
  const { ports } = deaf({
    async apply(_, { onOutput }) {
      for (let part = 0; part < 20; part += 1) onOutput('stdout', 'y'.repeat(1024 * 1024))
      return { kind: 'applied', command: '', exitCode: 0, stdoutTail: '', stderrTail: '' }
    },
  })
  await ports.terraform.apply('plan', io, approved)
  expect(told.join('').length).toBeLessThan(9 * 1024 * 1024)
  expect(told.at(-1)).toContain('not told')
})
