import { readFile } from 'node:fs/promises'
import { behaviourDocument } from '../../src/services/behaviour-document.js'
import { services } from '../../src/services/registry.js'

test('docs/simulator-behaviour.md says what the services say (else run packages/simulator/scripts/write-behaviour.ts)', async () => {
  const written = await readFile(new URL('../../../../docs/simulator-behaviour.md', import.meta.url), 'utf8')
  expect(written).toBe(await behaviourDocument(services))
})
