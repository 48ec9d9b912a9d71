import type { TerraformCommands } from './command.js'
import { diagnosticOf, diagnosticsOfText, sentence } from './diagnostics.js'
import { parsed, recordOf, recordsOf } from './json-read.js'
import type { TerraformIo } from './runner.js'

export interface ConfigurationCheck {
  readonly ok: boolean
  /** Sentences with file and line; warnings too. */
  readonly diagnostics: readonly string[]
}

/** Text that keeps a parser busy for minutes is no module. */
const VALIDATE_MS = 60_000

/** `init`, then `validate -json`. */
export async function checkConfiguration(
  commands: TerraformCommands,
  io: TerraformIo,
): Promise<ConfigurationCheck> {
  const quiet = { locks: false, onLine: null }
  const init = await commands.run(['init', '-input=false', '-no-color'], io, { ...quiet, signs: true })
  if (init.exitCode !== 0) {
    const errors = diagnosticsOfText(init.stderr).filter((diagnostic) => diagnostic.severity === 'error')
    return failed('init', errors.map(sentence), init.stderrTail, commands)
  }
  const late = AbortSignal.timeout(VALIDATE_MS)
  const bounded = { ...io, signal: AbortSignal.any([io.signal, late]) }
  const validate = await commands
    .run(['validate', '-json', '-no-color'], bounded, { ...quiet, signs: false })
    .catch((error: unknown) => {
      if (late.aborted && !io.signal.aborted) return null
      throw error
    })
  if (validate === null)
    return failed('validate', [`terraform validate was stopped after ${VALIDATE_MS / 1000} s`], '', commands)
  const report = recordOf(parsed(validate.stdout))
  const said = recordsOf(report?.diagnostics).map((raw) => sentence(diagnosticOf(raw)))
  if (report?.valid === true) return { ok: true, diagnostics: said.map((line) => commands.mask(line)) }
  return failed('validate', said, validate.stderrTail, commands)
}

function failed(
  command: string,
  said: readonly string[],
  tail: string,
  commands: TerraformCommands,
): ConfigurationCheck {
  const lines =
    said.length > 0 ? said : [`terraform ${command} failed: ${tail.trim() || 'it does not say why'}`]
  return { ok: false, diagnostics: lines.map((line) => commands.mask(line)) }
}
