const readPrefixes =
  /^(?:Get|List|Describe|Head|Simulate|Query|Scan|BatchGet|TransactGet|Search|Lookup|Check|Test|Select|Decode|Filter|Validate|Verify|Estimate|Preview|View)/

/**
 * Operations that read although their name does not say so. Sessions count as reading: they change nothing
 * that a migration is about.
 */
const readers = new Set([
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:ReEncrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:GenerateRandom',
  'kms:Sign',
  'sts:AssumeRole',
  'sts:AssumeRoleWithWebIdentity',
])

const writers = new Set(['iam:GenerateCredentialReport', 'rds:TestFailover'])

export function isReadOnly(service: string, operation: string): boolean {
  const name = `${service}:${operation}`
  if (writers.has(name)) return false
  return readers.has(name) || readPrefixes.test(operation)
}
