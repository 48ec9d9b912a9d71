import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { byCodeUnit } from '../../model/json.js'
import { errno, readProblem } from '../../rundir/problems.js'
import { OutsideError, readInside } from '../../rundir/safe-read.js'
import type { Body } from './body.js'
import type { HclWorker } from './hcl-worker.js'
import { CONFIGURATION_LIMITS } from './limits.js'
import { parseText } from './parse-text.js'
import { ConfigurationRefused } from './refusal.js'

/** A file that terraform reads in a module's folder. */
export interface ParsedFile {
  /** Relative to the run directory. */
  readonly file: string
  readonly body: Body
  /** Merged into what the other files say. */
  readonly overrides: boolean
}

/** Where files are read, and how many already were. */
export interface FolderReader {
  /** The real path of the run directory. */
  readonly directory: string
  readonly worker: HclWorker
  files: number
}

/**
 * The configuration files of one folder: the primary ones by name, then the overriding ones by name.
 * @param folder relative to the run directory
 * @throws ConfigurationRefused; Node's own error when the folder is not there
 */
export async function parsedFiles(folder: string, reader: FolderReader): Promise<readonly ParsedFile[]> {
  const names = await configurationNames(folder, reader.directory)
  const found: ParsedFile[] = []
  for (const name of names) {
    const file = `${folder}/${name}`
    reader.files += 1
    if (reader.files > CONFIGURATION_LIMITS.files) throw tooMany(file, 'files', CONFIGURATION_LIMITS.files)
    const body = await parseText(file, await textOf(file, reader.directory), reader.worker)
    found.push({ file, body, overrides: isOverride(name) })
  }
  return [...found.filter(({ overrides }) => !overrides), ...found.filter(({ overrides }) => overrides)]
}

async function configurationNames(folder: string, directory: string): Promise<readonly string[]> {
  const names: string[] = []
  let entries = 0
  for await (const entry of await opendir(join(directory, folder))) {
    entries += 1
    if (entries > CONFIGURATION_LIMITS.folderEntries)
      throw tooMany(folder, 'entries', CONFIGURATION_LIMITS.folderEntries)
    // A folder that is called like a file is none to terraform either.
    if (/\.tf(?:\.json)?$/.test(entry.name) && !isIgnored(entry.name) && !entry.isDirectory())
      names.push(entry.name)
  }
  return names.sort(byCodeUnit)
}

/** What terraform leaves out: hidden files, and those that editors leave behind. */
function isIgnored(name: string): boolean {
  return name.startsWith('.') || name.endsWith('~') || (name.startsWith('#') && name.endsWith('#'))
}

function isOverride(name: string): boolean {
  return /^(?:.*_)?override\.tf(?:\.json)?$/.test(name)
}

async function textOf(file: string, directory: string): Promise<string> {
  let bytes: Uint8Array
  try {
    bytes = await readInside(directory, file, CONFIGURATION_LIMITS.fileBytes)
  } catch (error) {
    if (error instanceof OutsideError)
      throw new ConfigurationRefused({
        file,
        message: `refused: it ${error.message}.`,
        next: 'Put the file itself there, and split one that is too large.',
      })
    if (errno(error) === null) throw error
    const { message, next } = readProblem(file, error)
    throw new ConfigurationRefused({ file, message, next })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ConfigurationRefused({
      file,
      message: 'refused: it is not UTF-8 text.',
      next: 'Save the file as UTF-8.',
    })
  }
}

export function tooMany(file: string, what: string, limit: number): ConfigurationRefused {
  return new ConfigurationRefused({
    file,
    message: `refused: more than ${limit} ${what}.`,
    next: 'Take out what does not belong to this migration.',
  })
}
