/** The parts of an ARN that compile reads. */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  readonly resource: string
}

/** Takes an ARN apart, or null when the text is none. */
export function parseArn(text: string | null | undefined): Arn | null {
  const match = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/.exec(text ?? '')
  if (match === null) return null
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = match
  return { partition, service, region, accountId, resource }
}

/**
 * The short name inside an ARN: `db:orders` → `orders`, `table/orders` → `orders`, a secret without the six
 * characters that Secrets Manager appends. A text that is no ARN is its own name.
 */
export function arnName(text: string): string {
  const arn = parseArn(text)
  if (arn === null) return text
  if (arn.service === 's3') return arn.resource.split('/')[0] ?? arn.resource
  if (arn.service === 'secretsmanager')
    return arn.resource.replace(/^secret:/, '').replace(/-[A-Za-z0-9]{6}$/, '')
  const parts = arn.resource.split(/[:/]/)
  return parts.at(-1) ?? arn.resource
}

/** CloudFormation type of the resource kinds that cutovers are about, or null. */
export function resourceTypeOf(text: string): string | null {
  const arn = parseArn(text)
  if (arn === null) return null
  const kind = arn.resource.split(/[:/]/)[0] ?? ''
  return TYPES[`${arn.service}:${kind}`] ?? TYPES[arn.service] ?? null
}

const TYPES: Readonly<Record<string, string>> = {
  s3: 'AWS::S3::Bucket',
  'rds:db': 'AWS::RDS::DBInstance',
  'rds:cluster': 'AWS::RDS::DBCluster',
  'dynamodb:table': 'AWS::DynamoDB::Table',
  'elasticfilesystem:file-system': 'AWS::EFS::FileSystem',
  'fsx:file-system': 'AWS::FSx::FileSystem',
  'ec2:volume': 'AWS::EC2::Volume',
  'ecr:repository': 'AWS::ECR::Repository',
  'cognito-idp:userpool': 'AWS::Cognito::UserPool',
  'secretsmanager:secret': 'AWS::SecretsManager::Secret',
  'kms:key': 'AWS::KMS::Key',
  'lambda:function': 'AWS::Lambda::Function',
  'route53:hostedzone': 'AWS::Route53::HostedZone',
}
