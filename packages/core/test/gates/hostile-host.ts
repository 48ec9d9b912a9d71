/**
 * A host in a process of its own, whose parts misbehave as the first argument says. Prints how the run ended as
 * a line of JSON; an unhandled rejection ends the process, as Node does by itself.
 */
import { readdirSync } from 'node:fs'
import type { ApprovalProvider } from '../../src/model/approvals.js'
import { createControls } from '../../src/run/controls.js'
import type { Observer } from '../../src/run/observer.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { rehearsalOf, YES } from '../run/rehearsal.js'

const never = () => new Promise<never>(() => undefined)
const rejecting: Observer = { onEvent: () => Promise.reject(new Error('the channel is closed')) }
const hanging: Observer = { onEvent: never }

const mode = process.argv[2]
const controls = createControls()
const yes = scriptedApprovals(YES)
/** Never looks at its signal, and rejects long after the run has stopped. */
const deaf: ApprovalProvider = {
  async decide(request, signal) {
    if (request.kind !== 'step') return await yes.decide(request, signal)
    controls.stop()
    await new Promise((done) => setTimeout(done, 200))
    throw new Error('nobody is there any more')
  },
}
const observer = mode === 'rejecting-observer' ? rejecting : hanging
const rehearsal = await rehearsalOf('minimal')
try {
  const result = await rehearsal.run(mode === 'deaf-provider' ? deaf : yes, {
    controls,
    ...(mode === 'deaf-provider' ? {} : { observer }),
    onPreflightRow: () => Promise.reject(new Error('no table')),
  })
  const lock = readdirSync(rehearsal.directory).includes('RUNNING.lock')
  process.stdout.write(`${JSON.stringify({ verdict: result.verdict, cause: result.haltCause, lock })}\n`)
  // What is left of the run, if anything, is heard of now.
  await new Promise((done) => setTimeout(done, 400))
} finally {
  await rehearsal.dispose()
}
