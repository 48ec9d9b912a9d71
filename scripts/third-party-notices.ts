import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repositoryPath } from './repository.js'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/**
 * The licences of everything that a bundle carries; the licences themselves demand that they travel along.
 * @param inputs the bundle's source files, relative to the repository
 */
export async function thirdPartyNotices(inputs: readonly string[]): Promise<string> {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== null))
  const notices = new Map<string, string>()
  for (const folder of folders) {
    const { name, version, license } = await manifestOf(folder)
    if (license === undefined) throw new Error(`${name} ${version} names no licence, so it cannot be bundled`)
    notices.set(`${name}@${version}`, `${name} ${version} (${license})\n\n${await licenceText(folder)}`)
  }
  const rule = `\n\n${'-'.repeat(100)}\n\n`
  const texts = [...notices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text.trim())
  return `This package contains the following software.${rule}${texts.join(rule)}\n`
}

/** `…/node_modules/<name>` of the innermost package that holds the file, or null for our own. */
function packageFolder(input: string): string | null {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? null
}

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(repositoryPath(folder, 'package.json'), 'utf8')) as Manifest
}

async function licenceText(folder: string): Promise<string> {
  const files = (await readdir(repositoryPath(folder))).filter((file) => /^(licen[cs]e|notice)/i.test(file))
  const texts = await Promise.all(
    files.sort().map((file) => readFile(join(repositoryPath(folder), file), 'utf8')),
  )
  return texts.join('\n')
}
