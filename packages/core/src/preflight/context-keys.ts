/**
 * Condition keys that one request can have several values of (Service Authorization Reference: "ArrayOf…").
 * They need set operators in policies, and lists in simulations, also where there happens to be one value.
 */
const MULTI_VALUED: ReadonlySet<string> = new Set([
  'route53:ChangeResourceRecordSetsActions',
  'route53:ChangeResourceRecordSetsNormalizedRecordNames',
  'route53:ChangeResourceRecordSetsRecordTypes',
])

export function isMultiValued(key: string): boolean {
  return MULTI_VALUED.has(key)
}
