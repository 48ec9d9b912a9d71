import type { ServiceBehaviour } from '../kernel/service.js'

/** How to get one service: the SDK client's module (for the wire) and what we wrote (for the behaviour). */
export interface ServiceEntry {
  /** Heavy, so it is loaded on the first request. */
  readonly sdk: () => Promise<object>
  readonly behaviour: () => Promise<{ readonly behaviour: ServiceBehaviour }>
}

/** By signing name. S3 Control signs as `s3`; the server tells it apart and asks for `s3-control`. */
export type ServiceRegistry = Readonly<Record<string, ServiceEntry>>

/** Every service of the simulator. A new one is a folder with a `behaviour.ts`, and a line. */
export const services: ServiceRegistry = {
  dynamodb: entry(
    () => import('@aws-sdk/client-dynamodb'),
    () => import('./dynamodb/behaviour.js'),
  ),
  iam: entry(
    () => import('@aws-sdk/client-iam'),
    () => import('./iam/behaviour.js'),
  ),
  kms: entry(
    () => import('@aws-sdk/client-kms'),
    () => import('./kms/behaviour.js'),
  ),
  rds: entry(
    () => import('@aws-sdk/client-rds'),
    () => import('./rds/behaviour.js'),
  ),
  s3: entry(
    () => import('@aws-sdk/client-s3'),
    () => import('./s3/behaviour.js'),
  ),
  route53: entry(
    () => import('@aws-sdk/client-route-53'),
    () => import('./route53/behaviour.js'),
  ),
  secretsmanager: entry(
    () => import('@aws-sdk/client-secrets-manager'),
    () => import('./secrets-manager/behaviour.js'),
  ),
  sts: entry(
    () => import('@aws-sdk/client-sts'),
    () => import('./sts/behaviour.js'),
  ),
}

function entry(sdk: ServiceEntry['sdk'], behaviour: ServiceEntry['behaviour']): ServiceEntry {
  return { sdk, behaviour }
}
