import { shellWord } from './shell-word.js'
import type { Side } from './step.js'

/** A CLI equivalent with the real profile names, quoted for a shell, in place of the variables. */
export function withProfileNames(command: string, profiles: Readonly<Record<Side, string>>): string {
  // What is quoted is somebody's parameter, whatever it looks like.
  return command.replaceAll(/'[^']*'|\\.|\$MIGRATION_(SOURCE|TARGET)_PROFILE\b/g, (found, side) =>
    side === undefined ? found : shellWord(side === 'SOURCE' ? profiles.source : profiles.target),
  )
}
