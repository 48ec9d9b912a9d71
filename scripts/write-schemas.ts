/** Writes the top-level `schemas/` folder from the definitions in the code. Run it with `pnpm schemas`. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publishedSchemas, schemaText } from '../packages/core/src/actions/published-schemas.js'

const folder = fileURLToPath(new URL('../schemas', import.meta.url))
const schemas = publishedSchemas()
const names = new Set(schemas.map(({ name }) => `${name}.schema.json`))

await mkdir(folder, { recursive: true })
for (const { name, schema } of schemas)
  await writeFile(join(folder, `${name}.schema.json`), schemaText(schema))
for (const file of await readdir(folder))
  if (file.endsWith('.schema.json') && !names.has(file)) await rm(join(folder, file))
