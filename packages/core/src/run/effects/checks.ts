import type { Verification } from '../../actions/kit/definition.js'

/** Nothing checked is nothing proven. */
export function isPassed(verification: Verification): boolean {
  return verification.checks.length > 0 && verification.checks.every((check) => check.ok)
}

export function failedChecks(verification: Verification): string {
  const failed = verification.checks.filter((check) => !check.ok)
  if (verification.checks.length === 0) return 'nothing could be checked'
  return failed.map((check) => `${check.name}: expected ${check.expected}, found ${check.found}`).join('; ')
}

export function checksOf(verification: Verification) {
  return verification.checks.map((check) => ({ ...check }))
}
