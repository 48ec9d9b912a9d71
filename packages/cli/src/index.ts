/** The command line as a function, for programs that embed it. */
export { EXIT, type ExitCode } from './exit-codes.js'
export type { Host, Input, Output, StopSignal } from './host.js'
export { runCli } from './program.js'
