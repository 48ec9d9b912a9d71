/** The architecture's one-way streets (ARCHITECTURE.md, "Layers"). A violation names the rule. */
const core = (folders) => `^packages/core/src/(${folders})/`

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'journal-knows-nobody',
      severity: 'error',
      from: { path: '^packages/journal/src' },
      to: { path: '^packages/(core|simulator|cli)/' },
    },
    {
      name: 'core-knows-the-journal-only',
      severity: 'error',
      from: { path: '^packages/core/src' },
      to: { path: '^packages/(simulator|cli)/' },
    },
    {
      // One file, which re-exports types only (`export type`): what it names is erased.
      name: 'simulator-takes-only-types-of-core',
      severity: 'error',
      from: { path: '^packages/simulator/src', pathNot: '^packages/simulator/src/seed/core-types\\.ts$' },
      to: { path: '^packages/(core|journal)/' },
    },
    {
      name: 'simulator-knows-no-cli',
      severity: 'error',
      from: { path: '^packages/simulator' },
      to: { path: '^packages/cli/' },
    },
    {
      name: 'model-stands-below-everything',
      severity: 'error',
      from: { path: core('model') },
      to: {
        path: core('compile|engine|run|actions|aws|terraform|preflight|policy|report|rundir|dns|testing'),
      },
    },
    {
      name: 'compile-and-engine-are-pure',
      severity: 'error',
      from: { path: core('compile|engine') },
      to: { path: core('run|actions|aws|terraform|preflight|policy|report|rundir|dns|testing') },
    },
    {
      name: 'policy-knows-steps-and-actions-only',
      severity: 'error',
      from: { path: core('policy') },
      to: { path: core('compile|engine|run|aws|terraform|report|rundir|dns|testing') },
    },
    {
      name: 'compile-engine-and-policy-do-no-io',
      severity: 'error',
      from: { path: core('compile|engine|policy') },
      to: {
        path: '^(node:)?(fs|fs/promises|child_process|net|http|https|dns|os|timers|timers/promises)$',
        dependencyTypes: ['core'],
      },
    },
    {
      name: 'handlers-do-not-know-the-shell',
      severity: 'error',
      from: { path: core('actions|aws|terraform|dns') },
      to: { path: core('run|policy|report|testing|engine') },
    },
    {
      name: 'only-the-shell-runs',
      severity: 'error',
      from: { path: core('preflight|report|rundir') },
      to: { path: core('run|policy|testing') },
    },
    {
      name: 'cli-uses-public-entries',
      severity: 'error',
      from: { path: '^packages/cli/src' },
      to: {
        path: '^packages/(core|journal|simulator)/src/',
        pathNot: '^packages/(core|journal|simulator)/src/(index|testing/index|[a-z-]+/index)\\.ts$',
      },
    },
    {
      name: 'sources-do-not-import-tests',
      severity: 'error',
      from: { path: '^packages/[a-z]+/src' },
      to: { path: '^packages/[a-z]+/test' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@cutover/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
}
