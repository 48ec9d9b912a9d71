export * from './data.js'
export * from './entry.js'
export {
  isDiskFull,
  isJournalError,
  JOURNAL_ERROR_CODES,
  JournalError,
  type JournalErrorCode,
  type JournalErrorFacts,
} from './errors.js'
export * from './events.js'
export { createFileJournal, type FileJournalOptions, openFileJournal } from './file-journal.js'
export { type FileRefusal, FileRefusedError, type FoundInstead, isFileRefused } from './file-refused.js'
export { type OpenFolder, openFolder } from './folder.js'
export { type FileFacts, JOURNAL_LIMIT_BYTES, type JournalFs, systemJournalFs } from './fs.js'
export type { Json, JsonObject } from './json.js'
export {
  acquireLock,
  inspectLock,
  type LockOptions,
  type RunLock,
} from './lock.js'
export type { LockState } from './lock-file.js'
export {
  createMemoryJournal,
  type MemoryJournal,
  type MemoryJournalOptions,
  openMemoryJournal,
} from './memory-journal.js'
export {
  type ProcessFacts,
  type ProcessSystem,
  processFactsOf,
  processStartTime,
  systemProcessFacts,
} from './process-facts.js'
export {
  foldJournal,
  type JournalReading,
  type JournalSource,
  type ReadOptions,
  type ReadResult,
  readJournal,
} from './read.js'
export {
  type ByteRange,
  type FileRules,
  openRegularFile,
  type RegularFile,
  readRegularFile,
  readRegularFileChunks,
  readRegularFileSync,
  wholeOf,
} from './regular-file.js'
export type { AppendHooks, FencingToken, JournalHead, JournalStore, NewEntry } from './store.js'
export { tail2KiB } from './tail.js'
export type { TornTail } from './torn-region.js'
export {
  type ClockSetBack,
  type JournalProblem,
  type LegalityCheck,
  type VerifyOptions,
  type VerifyResult,
  verifyJournal,
} from './verify.js'
