/** @jest-config-loader esbuild-register */
import type { Config } from 'jest'

/** One project; every suite runs from the TypeScript sources, with no build step. */
const config: Config = {
  rootDir: '.',
  roots: ['<rootDir>/packages', '<rootDir>/examples'],
  testMatch: ['**/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['/dist/', '/rehearsals/'],
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
  testTimeout: 30_000,
}

export default config
