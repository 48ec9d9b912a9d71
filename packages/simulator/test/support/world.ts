import { IAMClient } from '@aws-sdk/client-iam'
import { S3Client } from '@aws-sdk/client-s3'
import { STSClient } from '@aws-sdk/client-sts'
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/index.js'

export const source = { accountId: '111111111111', accessKeyId: 'AKIASOURCE', secretAccessKey: 'not-checked' }
export const target = { accountId: '222222222222', accessKeyId: 'AKIATARGET', secretAccessKey: 'not-checked' }
export const region = 'eu-west-1'

/** What identifies a client's user; a session token for temporary credentials. */
export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export function twoAccounts(options: SimulatorOptions = {}): Simulator {
  const simulator = createSimulator(options)
  simulator.addAccount(source)
  simulator.addAccount(target)
  return simulator
}

export function clientConfig(simulator: Simulator, keys: Keys = source) {
  const { accessKeyId, secretAccessKey, sessionToken } = keys
  return {
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    requestHandler: simulator.requestHandler(),
    maxAttempts: 1,
  }
}

export const s3Of = (simulator: Simulator, keys?: Keys) => new S3Client(clientConfig(simulator, keys))
export const iamOf = (simulator: Simulator, keys?: Keys) => new IAMClient(clientConfig(simulator, keys))
export const stsOf = (simulator: Simulator, keys?: Keys) => new STSClient(clientConfig(simulator, keys))
