/** Names that terraform, the provider and their network need, and that carry no identity of their own. */
const PASSED_ON = [
  /^(PATH|HOME|USER|TMPDIR|LANG|LC_[A-Z]+)$/,
  /^(https?_proxy|no_proxy|all_proxy)$/i,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|AWS_CA_BUNDLE)$/,
  /^AWS_(ENDPOINT_URL(_[A-Z0-9_]+)?|IGNORE_CONFIGURED_ENDPOINT_URLS)$/,
  /^TF_(CLI_CONFIG_FILE|PLUGIN_CACHE_DIR|VAR_.+|TOKEN_.+)$/,
]

/**
 * The environment that terraform is given. It is built from named parts of the operator's, never inherited:
 * `AWS_ACCESS_KEY_ID`, `AWS_PROFILE` and the shared configuration would lead into whatever account they stand
 * for (its credentials come from this run, `access/`), `TF_CLI_ARGS` and `TF_WORKSPACE` change what a command
 * does, `TF_LOG` writes secrets.
 */
export function terraformEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  target: { readonly region: string },
): Readonly<Record<string, string>> {
  const kept = Object.entries(variables).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && PASSED_ON.some((pattern) => pattern.test(entry[0])),
  )
  return { ...Object.fromEntries(kept), AWS_REGION: target.region }
}

/** What every command runs under, whatever the caller's environment says. */
export const ALWAYS: Readonly<Record<string, string>> = {
  TF_IN_AUTOMATION: '1',
  TF_INPUT: '0',
  // Terraform would ask HashiCorp for newer versions.
  CHECKPOINT_DISABLE: '1',
}
