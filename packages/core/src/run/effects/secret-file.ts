import { realpath } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import {
  type FileRefusedError,
  isFileRefused,
  openRegularFile,
  type RegularFile,
  wholeOf,
} from '@cutover/journal'
import type { SecretFileRequest } from '../../model/approvals.js'
import { shellWord } from '../../model/shell-word.js'
import type { ExecutionStep } from '../../model/step.js'
import { isInside } from '../../rundir/safe-read.js'
import { Halt } from '../halt.js'
import { ask, hashed, stepQuestion } from '../questions.js'
import { about, record, type Session } from '../session.js'

/** The limit of a secret's value, in bytes (AWS Secrets Manager quotas). */
const MAX_BYTES = 65_536
/** So many unusable answers in a row halt the run: nobody is really answering. */
const MAX_ASKS = 10

/**
 * Asks where the secret's value is, and reads it. The path must be outside the run directory; a file that
 * others can read needs a second, insisting answer. The bytes go to the handler and nowhere else.
 */
export async function askSecretFile(session: Session, step: ExecutionStep): Promise<Uint8Array | 'declined'> {
  let rejected: string | null = null
  let loose = false
  for (let asks = 0; asks < MAX_ASKS; asks += 1) {
    const request: SecretFileRequest = hashed<SecretFileRequest>({
      ...stepQuestion(session, step),
      kind: 'secret-file',
      secretId: step.resource_name,
      rejected,
      confirmLoosePermissions: loose,
    })
    const answer = await ask<'secret-file'>(session, request)
    const data = { shown_hash: request.shownHash, decision: answer.decision }
    if (answer.decision === 'skip') return await decline(session, step, 'skipped', data)
    if (answer.decision === 'abort') return await decline(session, step, 'aborted', data)
    const read = await readSecret(answer.path, session.inputDirectory, loose && answer.insist === true)
    if (read.kind === 'bytes') return read.bytes
    rejected = read.why
    loose = read.kind === 'loose'
  }
  throw new Halt('operator', `no usable file for the secret of ${step.step_id} was given`, step.step_id)
}

async function decline(
  session: Session,
  step: ExecutionStep,
  event: 'skipped' | 'aborted',
  data: { shown_hash: string | null; decision: string },
): Promise<'declined'> {
  await record(session, { ...about(session, step), event, data, notes: 'no file for the secret was given' })
  return 'declined'
}

type SecretRead =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'rejected' | 'loose'; readonly why: string }

async function readSecret(path: string, runDirectory: string, insisted: boolean): Promise<SecretRead> {
  const no = (why: string): SecretRead => ({ kind: 'rejected', why })
  if (!isAbsolute(path)) return no('Give the absolute path of the file that holds the value.')
  try {
    const real = await realpath(path)
    if (isInside(await realpath(runDirectory), real))
      return no('The file is inside the run directory. Secrets stay outside it: move the file elsewhere.')
    // Opened first and judged afterwards, so that nothing can be put in its place in between.
    const file = openRegularFile(real, { limitBytes: MAX_BYTES })
    try {
      const problem = fileProblem(file, path, insisted)
      return problem ?? { kind: 'bytes', bytes: await wholeOf(file, { limitBytes: MAX_BYTES }) }
    } finally {
      file.close()
    }
  } catch (error) {
    if (isFileRefused(error)) return no(refusedWords(error))
    const code = (error as NodeJS.ErrnoException).code
    return no(
      code === 'ENOENT' ? 'There is no such file.' : `The file cannot be read (${code ?? 'unknown error'}).`,
    )
  }
}

function refusedWords({ found, why }: FileRefusedError): string {
  if (found === 'too-large')
    return `The file is too large: it ${why}. A secret holds at most ${MAX_BYTES} bytes.`
  return `That is not a regular file: it ${why}.`
}

function fileProblem(file: RegularFile, path: string, insisted: boolean): SecretRead | null {
  const no = (why: string): SecretRead => ({ kind: 'rejected', why })
  if (file.sizeBytes === 0) return no('The file is empty.')
  if ((file.mode & 0o077) === 0 || insisted) return null
  return {
    kind: 'loose',
    why: `Other users of this machine can read that file. Close it with: chmod 600 ${shellWord(path)} — or give the same path again to insist.`,
  }
}

/**
 * How a service may repeat a value: as it is or without the line break that an editor put at its end, and either
 * of them in JSON or base64. The longest first, so that no part of it is replaced before the whole is.
 */
export function formsOf(secret: Uint8Array): readonly string[] {
  const text = Buffer.from(secret).toString('utf8')
  const forms = [text, text.trim()].flatMap((value) => [
    value,
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64'),
  ])
  return [...forms, Buffer.from(secret).toString('base64')].sort((a, b) => b.length - a.length)
}
