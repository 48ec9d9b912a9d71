import type { JournalFs } from './fs.js'

const FENCE = /"fence":(\d{1,15}),"prev":"[0-9a-f]{64}","crc":"[0-9a-f]{8}"\}\n/g
const TAIL_BYTES = 256 * 1024

/**
 * The highest fence near the end of a journal, or 0 when there is no journal or no entry there. Only a lower
 * bound for the next lock's number: opening the journal proves every line and raises its number if needed.
 */
export async function lastFence(fs: JournalFs, path: string): Promise<number> {
  const facts = fs.stat(path)
  if (!facts) return 0
  const parts: Buffer[] = []
  for await (const chunk of fs.read(path, { startBytes: Math.max(0, facts.sizeBytes - TAIL_BYTES) })) {
    parts.push(Buffer.from(chunk))
  }
  const matches = Buffer.concat(parts).toString('latin1').matchAll(FENCE)
  return Math.max(0, ...Array.from(matches, (match) => Number(match[1])))
}
