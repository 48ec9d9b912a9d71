import { declaredTerraform } from '../../src/rundir/terraform-modules.js'
import { readConfiguration } from '../../src/terraform/configuration/read-configuration.js'
import { withRunCopy } from '../bad-input/run-copy.js'

test('a module whose folder is missing, or whose source is computed, is not there', async () => {
  await withRunCopy(async (copy) => {
    await copy.write('terraform/root/more.tf', 'module "lost" {\n  source = "../modules/lost"\n}\n')
    await copy.write('terraform/root/computed.tf', 'module "computed" {\n  source = "../${var.x}"\n}\n')
    await copy.write(
      'terraform/root/far.tf.json',
      '{"module": {"vpc": {"source": "terraform-aws-modules/vpc/aws"}}}',
    )
    const { terraformModules, terraformResources } = declaredTerraform(await readConfiguration(copy.path))
    expect(terraformModules).toEqual(['globals', 'vpc'])
    // What was not read as a whole is not told as if it were.
    expect(Object.keys(terraformResources ?? {})).toEqual(['globals'])
  })
})
