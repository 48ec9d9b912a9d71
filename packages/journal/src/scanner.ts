import { corruption } from './corruption.js'
import type { JournalDecoder } from './decoder.js'
import { MAX_LINE_BYTES } from './line.js'
import type { TornTail } from './torn-region.js'

const NEWLINE = 0x0a
const NOTHING = Buffer.alloc(0)

/** Cuts chunks of a file into lines for a decoder. Memory: one chunk and one line. */
export class LineScanner {
  private parts: Buffer[] = []
  private partBytes = 0
  /** Byte offset of the line that is being collected. */
  private offset = 0

  constructor(
    private readonly decoder: JournalDecoder,
    private readonly path: string,
  ) {}

  /** Takes the next bytes; keeps nothing of the chunk itself, which may be reused. @throws what the decoder throws */
  push(chunk: Buffer): void {
    let start = 0
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start)
      if (newline === -1) break
      const line = this.joined(chunk.subarray(start, newline))
      this.decoder.line(line, this.offset)
      this.offset += line.length + 1
      start = newline + 1
    }
    if (start < chunk.length) this.keep(Buffer.from(chunk.subarray(start)))
    this.decoder.detach()
  }

  /** No more bytes. @throws what the decoder throws */
  finish(): TornTail | null {
    return this.decoder.end(this.joined(NOTHING), this.offset)
  }

  private joined(last: Buffer): Buffer {
    if (this.parts.length === 0) return last
    const line = Buffer.concat([...this.parts, last])
    this.parts = []
    this.partBytes = 0
    return line
  }

  private keep(part: Buffer): void {
    this.parts.push(part)
    this.partBytes += part.length
    if (this.partBytes > MAX_LINE_BYTES) {
      const limit = `it is longer than ${MAX_LINE_BYTES} bytes`
      throw corruption(this.path, this.decoder.lineCount + 1, limit)
    }
  }
}
