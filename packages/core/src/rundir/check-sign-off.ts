import type { InputProblem } from './problems.js'
import { SIGN_OFF_EXAMPLE, type SignOff } from './sign-off.js'

/** What has to be done, and what has to be said, about one sign-off. */
export interface SignOffFindings {
  readonly problems: readonly InputProblem[]
  readonly warnings: readonly string[]
}

export interface SignOffContext {
  /** The markdown file. */
  readonly file: string
  /** The checklist that was signed. */
  readonly checklistFile: string
  /** SHA-256 of the checklist's bytes; null when it could not be read. */
  readonly checklistSha256: string | null
  readonly nowMs: number
}

/** UTC+14 is the farthest that a calendar can be ahead. */
const FARTHEST_ZONE_MS = 14 * 3600 * 1000

/**
 * Judges a parsed sign-off: signed, not in the future, and of exactly the checklist that would run.
 *
 * A date is in the future when no place on earth has reached it: the signer's time zone is not recorded.
 */
export function checkSignOff(signOff: SignOff, context: SignOffContext): SignOffFindings {
  if (signOff.kind === 'not-signed') {
    const place = signOff.line === null ? '' : ` line ${signOff.line} reads \`${signOff.found}\`, but`
    const message = `the checklist is not signed:${place} ${signOff.message}.`
    return problem(context, 'input/signature', message, advice(context))
  }
  const latest = new Date(context.nowMs + FARTHEST_ZONE_MS).toISOString().slice(0, 10)
  if (signOff.date > latest)
    return problem(
      context,
      'input/signature',
      `the signature of ${signOff.name} on line ${signOff.line} is dated ${signOff.date}, which is in the future.`,
      advice(context),
    )
  return checkDigests(signOff.digests, signOff.name, context)
}

function checkDigests(
  digests: readonly { readonly line: number; readonly sha256: string }[],
  name: string,
  context: SignOffContext,
): SignOffFindings {
  if (digests.length === 0)
    return {
      problems: [],
      warnings: [
        `${context.file}: the signature of ${name} does not say which version of ${context.checklistFile} was signed. Run \`cutover sign\` to bind it to the file.`,
      ],
    }
  const wrong = digests.find((digest) => digest.sha256 !== context.checklistSha256)
  if (wrong === undefined || context.checklistSha256 === null) return { problems: [], warnings: [] }
  const message =
    wrong.sha256 === 'malformed'
      ? `line ${wrong.line} has to read "CHECKLIST SHA-256: " and 64 hexadecimal digits.`
      : `${context.checklistFile} is not the file that ${name} signed: signed ${wrong.sha256} (line ${wrong.line}), found ${context.checklistSha256}.`
  const next = `Read ${context.checklistFile} again and sign it with \`cutover sign\`.`
  return problem(context, 'input/digest', message, next)
}

function advice(context: SignOffContext): string {
  return `Read the checklist, then write within the first 50 lines of ${context.file}, at the first column: ${SIGN_OFF_EXAMPLE}`
}

function problem(
  context: SignOffContext,
  code: InputProblem['code'],
  message: string,
  next: string,
): SignOffFindings {
  return { problems: [{ code, file: context.file, pointer: null, message, next }], warnings: [] }
}
