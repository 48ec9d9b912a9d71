/** One section of the shared configuration, as its keys and values. */
export type ProfileSection = Readonly<Record<string, string | undefined>>
export type ProfileSections = Readonly<Record<string, ProfileSection | undefined>>

/**
 * Where the credentials behind a profile come from in the end. `profile` is the one that holds or fetches them:
 * for a role with a source profile that is the source, or the source's source.
 */
export type ProfileKind =
  | { readonly kind: 'sso' | 'console-login' | 'process' | 'web-identity'; readonly profile: string }
  | { readonly kind: 'static'; readonly profile: string; readonly session: boolean }
  /** Credentials of the machine that this runs on. */
  | { readonly kind: 'machine'; readonly profile: string; readonly source: string }
  /** The profile does not say, or leads in a circle. */
  | { readonly kind: 'incomplete'; readonly profile: string }

/** Follows a profile the way the SDK resolves it (credential-provider-ini, `resolveProfileData`). */
export function profileKind(
  profile: string,
  sections: ProfileSections,
  visited: readonly string[] = [],
): ProfileKind {
  const section = sections[profile] ?? {}
  const { role_arn: role, source_profile: source, credential_source: machine } = section
  if (visited.length > 0 && hasKeys(section)) return keys(profile, section)
  if (machine !== undefined && source === undefined && (role !== undefined || visited.length > 0))
    return { kind: 'machine', profile, source: machine }
  if (role !== undefined && source !== undefined && machine === undefined)
    return visited.includes(source)
      ? { kind: 'incomplete', profile }
      : profileKind(source, sections, [...visited, source])
  if (hasKeys(section)) return keys(profile, section)
  if (role !== undefined && section.web_identity_token_file !== undefined)
    return { kind: 'web-identity', profile }
  if (section.credential_process !== undefined) return { kind: 'process', profile }
  if (SSO_KEYS.some((key) => section[key] !== undefined)) return { kind: 'sso', profile }
  return { kind: section.login_session === undefined ? 'incomplete' : 'console-login', profile }
}

const SSO_KEYS = ['sso_start_url', 'sso_account_id', 'sso_session', 'sso_region', 'sso_role_name']

function hasKeys(section: ProfileSection): boolean {
  return section.aws_access_key_id !== undefined && section.aws_secret_access_key !== undefined
}

function keys(profile: string, section: ProfileSection): ProfileKind {
  return { kind: 'static', profile, session: section.aws_session_token !== undefined }
}
