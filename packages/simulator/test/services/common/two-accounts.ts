import { createSimulator, type Simulator, type SteppedClock } from '../../../src/index.js'

export const SOURCE = '111111111111'
export const TARGET = '222222222222'
export const REGION = 'eu-west-1'
export const START_MS = 1_735_689_600_000

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000

type ClientConfig = {
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  requestHandler: ReturnType<Simulator['requestHandler']>
  maxAttempts: number
}

export interface TwoAccounts {
  readonly simulator: Simulator
  readonly clock: SteppedClock
  /** Configuration of an SDK client of that account, with one attempt per call. */
  readonly as: (accountId: string) => ClientConfig
}

/** A simulator with a source and a target account, whose clock only the test moves. */
export function twoAccounts(options: { readonly durationScale?: number } = {}): TwoAccounts {
  const simulator = createSimulator({ startMs: START_MS, durationScale: options.durationScale ?? 1 })
  for (const accountId of [SOURCE, TARGET]) {
    simulator.addAccount({
      accountId,
      accessKeyId: `AKIA${accountId}`,
      secretAccessKey: 'not-checked',
      principalArn: `arn:aws:iam::${accountId}:role/cutover`,
    })
  }
  return {
    simulator,
    clock: simulator.clock as SteppedClock,
    as: (accountId) => ({
      region: REGION,
      credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: 'not-checked' },
      requestHandler: simulator.requestHandler(),
      maxAttempts: 1,
    }),
  }
}

/** The name and message of the exception that a call ends in. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await call
  } catch (error) {
    const { name, message } = error as Error
    return { name, message }
  }
  throw new Error('the call was expected to be refused')
}
