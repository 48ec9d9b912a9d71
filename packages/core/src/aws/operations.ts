/**
 * Which operations are reads, by name. Owned invariants:
 *
 * A1. A `read` account sends nothing that this table does not call a read. A name not known to be a read is
 *     treated as a mutation: the table errs towards refusing.
 * A3. No account, of either mode, ever asks AWS for a secret's value or for new credentials.
 */

const READ_PREFIX = /^(Get|List|Describe|Head|Simulate|Search|BatchGet|TransactGet|Query|Scan|Select)/

/** Reads that do not look like one. */
const ALSO_READS: ReadonlySet<string> = new Set(['TestDNSAnswer'])

/** Look like reads, and hand out what must never enter this process (A3). */
const DISCLOSING: ReadonlySet<string> = new Set([
  'GetSecretValue',
  'BatchGetSecretValue',
  'GetPasswordData',
  'GetSessionToken',
  'GetFederationToken',
  'GetDelegatedAccessToken',
  'GetWebIdentityToken',
  'GetDataAccess',
])

/** @param operation the model's name, for example `DescribeDBSnapshots` */
export function operationKind(operation: string): 'read' | 'mutation' | 'forbidden' {
  if (DISCLOSING.has(operation)) return 'forbidden'
  return READ_PREFIX.test(operation) || ALSO_READS.has(operation) ? 'read' : 'mutation'
}

/** The names behind the rules, for the tests that hold them against the installed clients. */
export const OPERATION_EXCEPTIONS = { reads: ALSO_READS, forbidden: DISCLOSING } as const
