import { writeFile } from 'node:fs/promises'
import { behaviourDocument } from '../src/services/behaviour-document.js'
import { services } from '../src/services/registry.js'

const file = new URL('../../../docs/simulator-behaviour.md', import.meta.url)
behaviourDocument(services)
  .then((text) => writeFile(file, text))
  .catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    process.exitCode = 1
  })
