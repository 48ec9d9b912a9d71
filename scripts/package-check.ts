/**
 * Packs every published package as a registry would get it, and lets publint and Are The Types Wrong look at
 * the tarballs. Needs `pnpm build` first. Run it with `pnpm package-check`.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { repositoryPath } from './repository.js'

const run = promisify(execFile)
const PACKAGES = ['journal', 'core', 'simulator', 'cli']

const folder = await mkdtemp(join(tmpdir(), 'cutover-packages-'))
try {
  for (const name of PACKAGES) {
    const tarball = await pack(name)
    const complaints = [...(await publintComplaints(tarball)), ...(await typeComplaints(tarball))]
    process.stdout.write(`${name}: ${complaints.length === 0 ? 'good' : 'not good'}\n`)
    for (const complaint of complaints) process.stderr.write(`${complaint}\n`)
    if (complaints.length > 0) process.exitCode = 1
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** The tarball's path. It is pnpm that replaces `workspace:` and `catalog:` by versions. */
async function pack(name: string): Promise<string> {
  const into = join(folder, name)
  const pnpm = process.env.npm_execpath
  if (pnpm === undefined) throw new Error('Start this through its script: pnpm package-check')
  // pnpm is a script or a program of its own, depending on how it was installed.
  const command = /\.[cm]?js$/.test(pnpm) ? [process.execPath, pnpm] : [pnpm]
  const [program = pnpm, ...words] = [...command, 'pack', '--pack-destination', into]
  await run(program, words, { cwd: repositoryPath('packages', name) })
  const [file] = await readdir(into)
  if (file === undefined) throw new Error(`packing ${name} made no file`)
  return join(into, file)
}

async function publintComplaints(tarball: string): Promise<readonly string[]> {
  const bytes = await readFile(tarball)
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true,
  })
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
}

/** Every package is for ES modules only: that CommonJS finds no types in it is meant. */
async function typeComplaints(tarball: string): Promise<readonly string[]> {
  const attw = repositoryPath('node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js')
  const words = [attw, tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color']
  try {
    await run(process.execPath, words)
    return []
  } catch (error) {
    return [(error as { stdout: string }).stdout]
  }
}
