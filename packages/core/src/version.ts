import { createRequire } from 'node:module'

/** This package's version, as its package.json says. */
export const CUTOVER_VERSION: string = (
  createRequire(import.meta.url)('@cutover/core/package.json') as { version: string }
).version
