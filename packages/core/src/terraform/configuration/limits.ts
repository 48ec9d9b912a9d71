/**
 * How much configuration is read. Hostile text is quadratic for the parser, and a module may call itself:
 * nothing that a run directory holds may keep this machine busy, and each refusal names its limit.
 */
export const CONFIGURATION_LIMITS = {
  fileBytes: 512 * 1024,
  fileMs: 5_000,
  /** For all files that one reading parses. */
  totalMs: 20_000,
  /** Of one folder, whatever they are. */
  folderEntries: 10_000,
  files: 1_000,
  /** A module that is called from two places counts twice, as it does for terraform. */
  moduleCalls: 1_000,
  moduleDepth: 20,
  /** A `count` that is written out. */
  count: 10_000,
} as const
