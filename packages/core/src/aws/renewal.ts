import { assertNever } from '../model/assert-never.js'
import { shellWord } from '../model/shell-word.js'
import type { Side } from '../model/step.js'
import type { AwsFactory, Renewal } from './account.js'
import type { ProfileKind } from './profile-kind.js'

/** What the factory knows about a side's profile; without that, that of IAM Identity Center is assumed. */
export function renewalOf(aws: Pick<AwsFactory, 'renewal'>, side: Side, profile: string): Renewal {
  return aws.renewal?.(side) ?? logIn('aws sso login', profile)
}

/** As a line below a message that says what is wrong. */
export function renewalLine({ kind, text }: Renewal): string {
  return kind === 'command' ? `Log in again:  ${text}` : `Renew them:    ${text}`
}

/** What renews the credentials of a profile of this kind. It names the profile that holds them. */
export function renewalFor(found: ProfileKind): Renewal {
  const profile = shellWord(found.profile)
  switch (found.kind) {
    case 'sso':
      return logIn('aws sso login', found.profile)
    case 'console-login':
      return logIn('aws login', found.profile)
    case 'static':
      return advice(
        found.session
          ? `put new keys and their session token into profile ${profile} of the shared credentials file`
          : `put valid keys into profile ${profile}: aws configure --profile ${profile}`,
      )
    case 'process':
      return advice(`see why the credential_process of profile ${profile} fails: ${identify(profile)}`)
    case 'web-identity':
      return advice(`put a valid token where web_identity_token_file of profile ${profile} says`)
    case 'machine':
      return advice(
        `give this machine what credential_source of profile ${profile} stands for (${found.source})`,
      )
    case 'incomplete':
      return advice(`say in profile ${profile} where its credentials come from: ${configure(profile)}`)
    default:
      return assertNever(found)
  }
}

function advice(text: string): Renewal {
  return { kind: 'advice', text }
}

function logIn(command: string, profile: string): Renewal {
  return { kind: 'command', text: `${command} --profile ${shellWord(profile)}` }
}

function identify(profile: string): string {
  return `aws sts get-caller-identity --profile ${profile}`
}

function configure(profile: string): string {
  return `aws configure sso --profile ${profile}`
}
