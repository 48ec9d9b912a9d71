import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Artifacts } from '../../src/model/artifacts/artifacts.js'
import { PLANNER_FILES } from '../../src/model/artifacts/catalogue.js'

const EXAMPLES = fileURLToPath(new URL('../../../../examples/', import.meta.url))

/** An example's artifacts, straight from its files. */
export function loadExample(name: string): Artifacts {
  const json = (file: string) => JSON.parse(readFileSync(`${EXAMPLES}${name}/${file}`, 'utf8'))
  const planner = Object.fromEntries(
    Object.entries(PLANNER_FILES).map(([key, { file }]) => [key, json(file)]),
  )
  const root = readdirSync(`${EXAMPLES}${name}/terraform/root`)
    .filter((file) => file.endsWith('.tf'))
    .map((file) => readFileSync(`${EXAMPLES}${name}/terraform/root/${file}`, 'utf8'))
    .join('\n')
  return {
    ...planner,
    terraformModules: [...root.matchAll(/^module "([^"]+)"/gm)].map((match) => match[1] ?? '').sort(),
    stepInputs: json('step-inputs.json'),
  } as unknown as Artifacts
}
