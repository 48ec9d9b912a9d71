import { actions } from '../../src/actions/registry.js'
import { compile } from '../../src/compile/compile.js'
import { stepFacts } from '../../src/compile/read/step-facts.js'
import type { Artifacts, TerraformResource } from '../../src/model/artifacts/artifacts.js'
import { requirementsOf } from '../../src/preflight/requirements.js'
import { KNOWN_RESOURCE_TYPES } from '../../src/terraform/resource-permissions.js'
import { loadExample } from './example.js'

/** The example, as if it were in other regions of AWS. */
function inRegion(partition: string, region: string): Artifacts {
  const text = JSON.stringify(loadExample('orders-platform'))
  const moved = text.replaceAll('arn:aws:', `arn:${partition}:`).replaceAll(/(?:eu-west|us-east)-1/g, region)
  const everything: TerraformResource[] = KNOWN_RESOURCE_TYPES.map((type) => ({ type, name: 'orders' }))
  const artifacts = JSON.parse(moved) as Artifacts
  return {
    ...artifacts,
    terraformResources: Object.fromEntries(artifacts.terraformModules.map((name) => [name, everything])),
  }
}

test.each([
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-north-1'],
])('a run in %s asks for and names nothing of the commercial partition', (partition, region) => {
  const artifacts = inRegion(partition, region)
  const { steps } = compile(artifacts, actions)
  const needs = requirementsOf(steps, stepFacts(artifacts).facts)
  expect(needs.length).toBeGreaterThan(100)
  const named = [
    ...needs.flatMap(({ resources }) => resources),
    ...JSON.stringify(steps).matchAll(/arn:[^"\\ ]*/g),
  ]
  expect(new Set(named.map(String).filter((arn) => arn.startsWith('arn:aws:')))).toEqual(new Set())
})
