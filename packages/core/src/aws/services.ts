import type { STSClientConfig } from '@aws-sdk/client-sts'
import type { AwsServiceName, AwsServices } from './account.js'
import type { AwsCredentials } from './credentials.js'
import { rememberCredentials } from './known-secrets.js'

/** What every client is built with. Nothing else about a client is ever taken from the environment. */
export interface ClientSettings {
  readonly region: string
  readonly credentials: () => Promise<AwsCredentials>
  /** Total attempts, the first included. */
  readonly maxAttempts: number
  readonly retryMode: 'standard'
  readonly endpoint?: string
  readonly requestHandler?: RequestHandler
  readonly forcePathStyle?: boolean
  readonly ignoreConfiguredEndpointUrls?: boolean
}

/** A transport instance, or the options of the SDK's own Node.js one. */
export type RequestHandler = NonNullable<STSClientConfig['requestHandler']>

interface ServiceEntry<S extends AwsServiceName> {
  /** The service id as `AWS_ENDPOINT_URL_<…>` spells it. */
  readonly endpointSuffix: string
  load(settings: ClientSettings): Promise<AwsServices[S]>
}

/**
 * One line per service. The SDK's modules are heavy (EC2 alone costs a fifth of a second), so each is
 * imported when its first client is asked for and never before.
 */
const SERVICES: { readonly [S in AwsServiceName]: ServiceEntry<S> } = {
  dms: {
    endpointSuffix: 'DATABASE_MIGRATION_SERVICE',
    load: async (settings) =>
      new (await import('@aws-sdk/client-database-migration-service')).DatabaseMigrationService({
        ...settings,
      }),
  },
  datasync: {
    endpointSuffix: 'DATASYNC',
    load: async (settings) => new (await import('@aws-sdk/client-datasync')).DataSync({ ...settings }),
  },
  dynamodb: {
    endpointSuffix: 'DYNAMODB',
    load: async (settings) => new (await import('@aws-sdk/client-dynamodb')).DynamoDB({ ...settings }),
  },
  ec2: {
    endpointSuffix: 'EC2',
    load: async (settings) => new (await import('@aws-sdk/client-ec2')).EC2({ ...settings }),
  },
  iam: {
    endpointSuffix: 'IAM',
    load: async (settings) => new (await import('@aws-sdk/client-iam')).IAM({ ...settings }),
  },
  kms: {
    endpointSuffix: 'KMS',
    load: async (settings) => new (await import('@aws-sdk/client-kms')).KMS({ ...settings }),
  },
  rds: {
    endpointSuffix: 'RDS',
    load: async (settings) => new (await import('@aws-sdk/client-rds')).RDS({ ...settings }),
  },
  route53: {
    endpointSuffix: 'ROUTE_53',
    load: async (settings) => new (await import('@aws-sdk/client-route-53')).Route53({ ...settings }),
  },
  s3: {
    endpointSuffix: 'S3',
    load: async (settings) => new (await import('@aws-sdk/client-s3')).S3({ ...settings }),
  },
  s3control: {
    endpointSuffix: 'S3_CONTROL',
    load: async (settings) => new (await import('@aws-sdk/client-s3-control')).S3Control({ ...settings }),
  },
  secretsmanager: {
    endpointSuffix: 'SECRETS_MANAGER',
    load: async (settings) =>
      new (await import('@aws-sdk/client-secrets-manager')).SecretsManager({ ...settings }),
  },
  sts: {
    endpointSuffix: 'STS',
    load: async (settings) => new (await import('@aws-sdk/client-sts')).STS({ ...settings }),
  },
}

/** Every service name, in the order of the table. */
export const AWS_SERVICE_NAMES = Object.keys(SERVICES) as readonly AwsServiceName[]

/** Loads the service's SDK module and builds its aggregated client. */
export function loadService<S extends AwsServiceName>(
  name: S,
  settings: ClientSettings,
): Promise<AwsServices[S]> {
  const credentials = async () => {
    const session = await settings.credentials()
    rememberCredentials(session)
    return session
  }
  // Endpoints come with the settings. Left to itself a client takes that of the ambient profile (AWS_PROFILE or
  // `default`), which is nobody's here.
  const own: ClientSettings = { ...settings, credentials, ignoreConfiguredEndpointUrls: true }
  return SERVICES[name].load(own)
}

/** The service id as it appears after `AWS_ENDPOINT_URL_`. */
export function endpointSuffix(name: AwsServiceName): string {
  return SERVICES[name].endpointSuffix
}
