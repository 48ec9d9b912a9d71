import { PassThrough } from 'node:stream'
import type { ReadStream } from 'node:tty'

/**
 * A terminal's keyboard that may go away at any moment. Readers (prompts, readline) get this instead of the
 * terminal itself: when the terminal hangs up, they see a stream that closes, never an error that nobody
 * listens for. A crash there would skip the clean halt.
 */
export class TerminalInput extends PassThrough {
  readonly isTTY = true

  constructor(private readonly terminal: ReadStream) {
    super()
    const gone = () => this.destroy()
    terminal.on('data', (chunk: Buffer) => this.write(chunk))
    terminal.on('error', gone)
    terminal.on('end', gone)
    terminal.on('close', gone)
    // Until somebody reads, the terminal must not keep the process alive.
    terminal.pause()
  }

  setRawMode(raw: boolean): this {
    // On a terminal that hung up this emits an error, which the constructor's listener takes.
    if (!this.destroyed) this.terminal.setRawMode(raw)
    return this
  }

  override resume(): this {
    if (!this.destroyed) this.terminal?.resume()
    return super.resume()
  }

  override pause(): this {
    if (!this.destroyed) this.terminal?.pause()
    return super.pause()
  }
}
