#!/usr/bin/env node
import { systemHost } from './host.js'
import { speakForLibraries } from './libraries.js'
import { runCli } from './program.js'
import { shellOf } from './shell.js'

// The SDK's notice about Node versions is for developers; it would land in the middle of a question.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
const host = systemHost()
const { stdout, stderr } = shellOf(host)
speakForLibraries(stderr)

const code = await runCli(process.argv.slice(2), host)
// Idle sockets of SDK clients would keep the process for seconds; what was printed is flushed first.
await stdout.flushed()
await stderr.flushed()
leave(code)

/**
 * A process whose terminal hung up ends as such. By itself, Node would abort while it tries to restore the
 * modes of a terminal that is not there any more.
 */
function leave(exitCode: number): void {
  if (host.stdin.isTTY === true && host.stdin.destroyed) {
    process.removeAllListeners('SIGHUP')
    process.kill(process.pid, 'SIGHUP')
    return
  }
  process.exit(exitCode)
}
