import { pathToFileURL } from 'node:url'

/** Runs a program and prints what it has to say, but only when it is the one that node was started with. */
export function whenStarted(moduleUrl: string, program: () => Promise<string>): void {
  const [, started] = process.argv
  if (started === undefined || pathToFileURL(started).href !== moduleUrl) return
  program().then(
    (text) => process.stdout.write(`${text}\n`),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exitCode = 1
    },
  )
}
