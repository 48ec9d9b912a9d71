/** Who runs the cutover: on every approval-class journal entry. */
export interface Operator {
  readonly name: string
  readonly source: 'user' | 'git-email' | 'unknown'
  /** A banner for the screen, or null. */
  readonly warning: string | null
}

export interface OperatorFacts {
  /** `$USER`. */
  readonly user: string | undefined
  /** `git config --global user.email`; undefined when git has none or is not installed. */
  readonly gitEmail: string | undefined
}

/** So long an operator may be called; the name is on every entry of a decision. */
export const NAME_LIMIT = 200

/** `$USER`, else git's e-mail, else `unknown` with a banner. */
export function resolveOperator(facts: OperatorFacts): Operator {
  const user = cleaned(facts.user)
  if (user !== '') return { name: user, source: 'user', warning: null }
  const email = cleaned(facts.gitEmail)
  if (email !== '') return { name: email, source: 'git-email', warning: null }
  return {
    name: 'unknown',
    source: 'unknown',
    warning: 'Nobody is named as operator: the audit trail will not say who approved what.',
  }
}

/** One line without control characters: it is journaled and printed. */
function cleaned(value: string | undefined): string {
  const printable = [...(value ?? '')]
    .filter((char) => !(char < ' ' || (char >= '\x7f' && char <= '\x9f')))
    .join('')
  return printable.trim().slice(0, NAME_LIMIT)
}
