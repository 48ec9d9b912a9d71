import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { EXIT } from './exit-codes.js'
import type { Printer } from './shell.js'
import { lines, printable } from './terminal/text.js'

/**
 * What Node and the libraries say by themselves goes the way of everything that is printed: warnings, the global
 * console, and an error that nobody caught. They repeat names and answers, too.
 */
export function speakForLibraries(printer: Printer): void {
  const say = (text: string) => printer.print(lines([printable(text.trimEnd())]))
  const saying = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      say(chunk)
      done()
    },
  })
  globalThis.console = new Console(saying, saying)
  process.removeAllListeners('warning')
  process.on('warning', (warning) => say(`${warning.name}: ${warning.message}`))
  process.on('uncaughtException', (error: unknown) => {
    say(`Internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    process.exit(EXIT.internal)
  })
}
