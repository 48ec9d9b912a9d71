import { join, resolve } from 'node:path'
import {
  CutoverError,
  INPUT_FILES,
  loadRunDirectory,
  type Plane,
  replaceFile,
  writeSignature,
} from '@cutover/core'
import { readRegularFile } from '@cutover/journal'
import { EXIT, type ExitCode } from '../exit-codes.js'
import { isInteractive, type Shell } from '../shell.js'
import { type TerminalPort, typed } from '../terminal/ask.js'
import { lines, oneLine } from '../terminal/text.js'

const FILES: Readonly<Record<Plane, readonly [markdown: string, json: string]>> = {
  control: [INPUT_FILES.controlSignOff, INPUT_FILES.controlSignOff.replace(/\.md$/, '.json')],
  data: [INPUT_FILES.dataSignOff, INPUT_FILES.dataSignOff.replace(/\.md$/, '.json')],
}

const NAME = oneLine('Your name, if you have read both')

/** As for every artifact; a link may lead to it as long as it stays in the run directory, which loading checks. */
const MARKDOWN = { limitBytes: 64 * 1024 * 1024, link: 'follow' } as const

/**
 * Signs one checklist: the operator's name, today's date, and the digest of exactly what was signed. A person
 * has to type the name at a terminal: a signature says that somebody read it.
 * @throws CutoverError `approval/unavailable` without a terminal, `usage/invalid` for a name that does not
 *   make a signature, `input/*` when the run directory cannot be read
 */
export async function sign(host: Shell, directory: string, plane: Plane): Promise<ExitCode> {
  if (!isInteractive(host))
    throw new CutoverError({
      code: 'approval/unavailable',
      fault: 'operator',
      message: 'A checklist is signed by a person at a terminal, and there is none.',
      next: 'cutover sign <dir> <plane>, at a terminal',
    })
  const path = resolve(host.cwd, directory)
  const { digests } = await loadRunDirectory(path)
  const [markdownName, jsonName] = FILES[plane]
  const markdownPath = join(path, markdownName)
  const digest = digests[jsonName] ?? ''
  const port: TerminalPort = {
    input: host.stdin,
    output: host.stdout,
    every: host.every,
    afterInput: host.afterInput,
    onInterrupt: () => undefined,
  }
  host.stdout.print(
    lines([oneLine(`You sign ${markdownName}, and with it ${jsonName} (SHA-256 ${digest}).`)]),
  )
  const name = (await typed(port, NAME, new AbortController().signal)).trim()
  const date = new Date(host.now()).toISOString().slice(0, 10)
  const text = writeSignature(String(await readRegularFile(markdownPath, MARKDOWN)), {
    name,
    date,
    sha256: digest,
  })
  await replaceFile(markdownPath, text)
  host.stdout.print(lines([oneLine(`Signed: APPROVED BY: ${name} ON: ${date}`)]))
  return EXIT.completed
}
