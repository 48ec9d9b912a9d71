/** @jest-config-loader esbuild-register */
import type { Config } from 'jest'

// The SDK's notice about future Node versions would stand between every two results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

/** One project; every suite runs from the TypeScript sources, with no build step. */
const config: Config = {
  rootDir: '.',
  roots: ['<rootDir>/packages', '<rootDir>/examples'],
  testMatch: ['**/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['/dist/', '/rehearsals/'],
  // Real processes killed at random instants: a soak of its own, `pnpm kill`.
  testPathIgnorePatterns:
    process.env.CUTOVER_KILL_SUITE === '1' ? ['/node_modules/'] : ['/node_modules/', '/cli/test/kill/'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@cutover/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Jest leaves one core idle by default; suites wait for disks and processes often enough to use all of them.
  maxWorkers: '100%',
  testTimeout: 60_000,
}

export default config
