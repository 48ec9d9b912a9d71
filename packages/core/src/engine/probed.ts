import type { JournalEntry } from '@cutover/journal'
import { withProfileNames } from '../model/profile-names.js'
import type { Side } from '../model/step.js'

/** The profiles of each process, and the accounts that they have to belong to. */
export class Probed {
  private profiles: Partial<Record<Side, string>> = {}

  constructor(private readonly accounts: Readonly<Record<Side, string>>) {}

  /** What is wrong with who a profile said it is; null where nothing is, or nothing was said. */
  problemWith({ event, data }: JournalEntry): string | null {
    if (event === 'run-started') this.profiles = { ...data.profiles }
    // Another process may go on with profiles of other names.
    if (event === 'run-resumed') this.profiles = {}
    if (event !== 'sso-probe-passed') return null
    const { side, profile, account_id: account } = data
    if (account !== this.accounts[side])
      return `the ${side} profile is said to belong to ${account ?? 'no account'}, and the ${side} is ${this.accounts[side]}`
    const known = this.profiles[side]
    if (known !== undefined && known !== profile)
      return `the ${side} profile of this process is ${known}, not ${profile}`
    this.profiles[side] = profile
    return null
  }

  /** The texts that a command of the plan may have been journaled as: with names quoted for a shell, or not. */
  texts(command: string | null): readonly string[] {
    if (command === null) return ['no call']
    const { source = '', target = '' } = this.profiles
    const bare = command
      .replaceAll('$MIGRATION_SOURCE_PROFILE', source)
      .replaceAll('$MIGRATION_TARGET_PROFILE', target)
    return [withProfileNames(command, { source, target }), bare]
  }
}
