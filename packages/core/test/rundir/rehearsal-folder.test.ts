import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolder } from '../../src/rundir/output-files.js'
import { refuseRunsOwnFolder } from '../../src/rundir/rehearsal-folder.js'

let run: string
beforeEach(async () => {
  run = await mkdtemp(join(tmpdir(), 'cutover-folder-'))
  await mkdir(join(run, 'terraform'))
})
afterEach(() => rm(run, { recursive: true, force: true }))

test.each(['terraform', 'terraform/root/new', 'execution', 'rehearsals/../execution/x'])(
  'a rehearsal is not written into the run’s own %s',
  async (folder) => {
    await expect(refuseRunsOwnFolder(run, join(run, folder))).rejects.toMatchObject({ code: 'usage/invalid' })
  },
)

test('nor through a link', async () => {
  await symlink(join(run, 'terraform'), join(run, 'rehearsals'))
  await expect(refuseRunsOwnFolder(run, join(run, 'rehearsals/1'))).rejects.toThrow('terraform/')
})

test.each(['.', 'rehearsals/1', '../elsewhere'])('a rehearsal may be written to %s', async (folder) => {
  await expect(refuseRunsOwnFolder(run, join(run, folder))).resolves.toBeUndefined()
})

test('a folder that cannot be made is an error at once, also where the system says that its parent is not there', async () => {
  await expect(createFolder('/proc/cutover/rehearsal')).rejects.toThrow('ENOENT')
})
