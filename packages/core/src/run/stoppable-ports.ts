import type { AwsAccount, AwsFactory } from '../aws/account.js'
import type { Clock, DnsResolver } from '../model/ports.js'
import { legible } from '../model/thrown.js'
import type { TerraformIo, TerraformRunner } from '../terraform/runner.js'
import type { RunControls } from './controls.js'
import { Halt } from './halt.js'

/** So long a port that only reads may take to end, once the run is stopped. */
const GRACE_MS = 5_000

/** As of the terraform that this package starts itself. */
const MAX_OUTPUT_LENGTH = 8 * 1024 * 1024

interface GivenPorts {
  readonly aws: AwsFactory
  readonly terraform: TerraformRunner
  readonly dns: DnsResolver
}

/**
 * Ports of the host, which may never look at their signal.
 *
 * N1. None holds a stopped run: what only reads is given up a moment after the first stop, and an apply, which
 *     has to come to its end if it can, at the second. Its step is in doubt then, and resuming asks what became
 *     of it. What they answer afterwards is heard by nobody.
 *
 * N2. Of what a call of a host's terraform says, so much is told and no more.
 *
 * @param sleep real time: how long a host takes is not told by the run's own clock
 */
export function stoppablePorts(
  { aws, terraform, dns }: GivenPorts,
  controls: Pick<RunControls, 'stopping' | 'killed'>,
  sleep: Clock['sleep'],
): GivenPorts {
  const reading = <T>(work: () => Promise<T>) => given(work, controls, sleep)
  const { session, renewal } = aws
  return {
    aws: {
      open(side, mode, onCall) {
        const account = aws.open(side, mode, onCall)
        const { accountId, profile, region } = account
        const service: AwsAccount['service'] = (name) => reading(() => account.service(name))
        return { side: account.side, accountId, profile, region, mode: account.mode, service }
      },
      identify: (side) => reading(() => aws.identify(side)),
      refresh: (side) => aws.refresh(side),
      ...(session === undefined ? {} : { session: (side) => reading(() => session.call(aws, side)) }),
      ...(renewal === undefined ? {} : { renewal: (side) => renewal.call(aws, side) }),
    },
    terraform: {
      check: (signal) => reading(() => terraform.check(signal)),
      plan: (options, io) => reading(() => terraform.plan(options, boundedIo(io))),
      planAll: (planFile, io) => reading(() => terraform.planAll(planFile, boundedIo(io))),
      apply: (planFile, io, approved) =>
        given(() => terraform.apply(planFile, boundedIo(io), approved), { killed: controls.killed }, sleep),
      stateList: (module, io) => reading(() => terraform.stateList(module, boundedIo(io))),
      survivor: () => reading(() => terraform.survivor()),
    },
    dns: {
      publicResolvers: dns.publicResolvers,
      resolve: (name, type, server, signal) => reading(() => dns.resolve(name, type, server, signal)),
    },
  }
}

function given<T>(
  work: () => Promise<T>,
  controls: { readonly stopping?: AbortSignal; readonly killed: AbortSignal },
  sleep: Clock['sleep'],
): Promise<T> {
  const { stopping, killed } = controls
  const done = new AbortController()
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => {
      if (done.signal.aborted) return
      done.abort()
      reject(new Halt('interrupted', 'interrupted while a port of the host did not answer', null))
    }
    const grace = () => void sleep(GRACE_MS, done.signal).then(giveUp, giveUp)
    const until = { once: true, signal: done.signal }
    if (killed.aborted) return giveUp()
    killed.addEventListener('abort', giveUp, until)
    if (stopping?.aborted) grace()
    else stopping?.addEventListener('abort', grace, until)
    // Inside the chain, so that a port which throws at once rejects as well.
    Promise.resolve()
      .then(work)
      .then(resolve, (error: unknown) => reject(legible(error)))
      .finally(() => done.abort())
  })
}

function boundedIo(io: TerraformIo): TerraformIo {
  let left = MAX_OUTPUT_LENGTH
  return {
    signal: io.signal,
    onOutput(stream, text) {
      if (left <= 0 || typeof text !== 'string') return
      const told = text.slice(0, left)
      left -= text.length
      io.onOutput(stream, told)
      if (left <= 0) io.onOutput('stderr', 'More output of this command is not told.\n')
    },
  }
}
