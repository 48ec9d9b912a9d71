/** A module that users of a package import: what its declarations say is a promise. */
export interface PublicEntry {
  /** Of the report: `etc/<name>.api.md`. */
  readonly name: string
  readonly package: string
  /** The built declarations, relative to the repository. */
  readonly declarations: string
}

export const publicEntries: readonly PublicEntry[] = [
  { name: 'journal', package: 'journal', declarations: 'packages/journal/dist/index.d.ts' },
  { name: 'core', package: 'core', declarations: 'packages/core/dist/index.d.ts' },
  { name: 'core-testing', package: 'core', declarations: 'packages/core/dist/testing/index.d.ts' },
  { name: 'simulator', package: 'simulator', declarations: 'packages/simulator/dist/index.d.ts' },
  { name: 'cli', package: 'cli', declarations: 'packages/cli/dist/index.d.ts' },
]
