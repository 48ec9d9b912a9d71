const document = (...actions: string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] })

/** The AWS managed policies that the simulator knows, by ARN; all others are not there. */
export const awsManagedPolicies: Readonly<Record<string, string>> = {
  'arn:aws:iam::aws:policy/AdministratorAccess': document('*'),
  'arn:aws:iam::aws:policy/AmazonS3FullAccess': document('s3:*', 's3-object-lambda:*'),
  'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess': document(
    's3:Get*',
    's3:List*',
    's3:Describe*',
    's3-object-lambda:Get*',
    's3-object-lambda:List*',
  ),
  'arn:aws:iam::aws:policy/AmazonRoute53FullAccess': document('route53:*', 'route53domains:*'),
}
