/** @jest-config-loader esbuild-register */
import type { Config } from 'jest'

// The SDK's notice about future Node versions would stand between every two results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

/** Suites that wait for real programs: the command line killed at random instants, and real terraform against moto. */
const PROCESSES = ['/cli/test/kill/', '/cli/test/moto/', '/core/test/terraform/real-']

/** By `CUTOVER_PROCESSES`: all suites of processes but the longest one, which kills the large example. */
const IGNORED: Readonly<Record<string, readonly string[]>> = {
  '1': ['/cli/test/kill/orders\\.test'],
  orders: [],
}

/** One project; every suite runs from the TypeScript sources, with no build step. */
const config: Config = {
  rootDir: '.',
  roots: ['<rootDir>/packages', '<rootDir>/examples'],
  testMatch: ['**/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['/dist/', '/rehearsals/'],
  // What waits for real processes more than it computes is a command of its own, `pnpm test:processes`.
  testPathIgnorePatterns: ['/node_modules/', ...(IGNORED[process.env.CUTOVER_PROCESSES ?? ''] ?? PROCESSES)],
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
  // Also keeps a suite that runs alone in a worker: in jest's own process, one that has started a terminal
  // leaves Node unable to resolve the modules that jest loads last, and jest ends with 1 after every test passed.
  workerIdleMemoryLimit: '2GB',
  testTimeout: 60_000,
  // Only with `pnpm coverage`: what every other promise rests on has floors.
  coverageProvider: 'v8',
  coverageDirectory: '<rootDir>/node_modules/.cache/coverage',
  coverageReporters: ['text'],
  collectCoverageFrom: ['packages/journal/src/**/*.ts', 'packages/core/src/engine/**/*.ts'],
  coverageThreshold: {
    global: {},
    './packages/journal/src/': { branches: 95 },
    './packages/core/src/engine/': { branches: 95 },
  },
}

export default config
