import { metadataProblem } from './check.js'
import { BAD_CHECKSUM, corruption } from './corruption.js'
import { FORMAT_VERSION, type JournalMetadata } from './entry.js'
import { JournalError } from './errors.js'
import { crcHolds } from './line.js'

/** Reads the first line of a journal. @throws JournalError `JOURNAL_FORMAT_UNKNOWN`, `JOURNAL_CORRUPT` */
export function readMetadataLine(bytes: Buffer, path: string): JournalMetadata {
  const value = parsed(bytes)
  if (value === undefined) throw corruption(path, 1, 'the metadata line is not complete JSON')
  const version = (value as { format_version?: unknown } | null)?.format_version
  if (Number.isInteger(version) && version !== FORMAT_VERSION) throw unknownFormat(path, Number(version))
  const problem = metadataProblem(value)
  if (problem !== null) throw corruption(path, 1, problem)
  if (!crcHolds(bytes)) throw corruption(path, 1, BAD_CHECKSUM)
  return value as JournalMetadata
}

function unknownFormat(path: string, version: number): JournalError {
  return new JournalError({
    code: 'JOURNAL_FORMAT_UNKNOWN',
    message: `${path} has journal format ${version}; this version reads format ${FORMAT_VERSION}`,
    next: 'Use the version of the program that wrote it (plugin_version on its first line).',
    line: 1,
    path,
  })
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
