import { spawnSync } from 'node:child_process'
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { actions, assertCompiled, compile, loadRunDirectory, stepFacts } from '@cutover/core'
import { scaledClock, simulatorFor } from '@cutover/simulator'
import { worldText } from '../../../core/test/crash/compare.js'
import { route53 } from '../../../simulator/src/services/route53/state.js'

/**
 * The two accounts of a run directory in a process of their own: they live on when the executor is killed.
 * Real time, immediate jobs. Prints its endpoint; then answers each line of stdin with one line:
 * `reset` puts the accounts back to how they began, `world` tells how they stand. The second argument is the
 * socket of the test's terminals.
 */
const [directory = '.', terminals = ''] = process.argv.slice(2)
const { artifacts } = await loadRunDirectory(directory)
const { simulator, applyTargetShape } = simulatorFor(
  {
    facts: stepFacts(artifacts).facts,
    steps: assertCompiled(compile(artifacts, actions)),
    datastores: artifacts.dataPlan.datastores,
  },
  {
    clock: scaledClock(Date.now(), 1, Date.now),
    durationScale: 0,
    delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  },
)
// A real process asks real name servers about public zones; nobody outside can ask about a private one.
for (const { accountId } of [stepFacts(artifacts).facts.source, stepFacts(artifacts).facts.target])
  for (const zone of Object.values(route53.of(simulator.world, accountId).zones))
    Object.assign(zone, { isPrivate: true, vpc: { VPCId: 'vpc-0a1b2c3d', VPCRegion: 'us-east-1' } })
// The stand-in for terraform creates nothing, so what it would have made is there from the beginning.
applyTargetShape()
const beginning = simulator.snapshot()
const { endpoint } = await simulator.listen()
const say = (value: unknown) => writeSync(1, `${JSON.stringify(value)}\n`)
say({ endpoint })
const commands = createInterface({ input: process.stdin })
commands.on('line', (line) => {
  if (line === 'reset') {
    simulator.restore(beginning)
    simulator.log.clear()
    simulator.faults.clear()
    say({})
  } else say({ world: worldText(simulator.world) })
})
// Whoever started it is done or gone; nobody else ends the terminals that an interrupted test leaves behind.
commands.on('close', () => {
  spawnSync('tmux', ['-S', terminals, 'kill-server'], { stdio: 'ignore' })
  process.exit(0)
})
