import { createRequire } from 'node:module'

/** Where the HCL parser's code is. The bundle of the command line carries it beside itself and says so here. */
export function parserPath(): string {
  const require = createRequire(import.meta.url)
  return require.resolve('@cdktn/hcl2json')
}
