import { realpath, stat } from 'node:fs/promises'
import { posix, relative, sep } from 'node:path'
import { INPUT_FILES } from '../../rundir/files.js'
import { isInside } from '../../rundir/safe-read.js'
import { literalText } from './body.js'
import { parsedFiles, tooMany } from './folder-files.js'
import { HclWorker } from './hcl-worker.js'
import { type InstalledModules, noneInstalled } from './installed-modules.js'
import { CONFIGURATION_LIMITS } from './limits.js'
import type { Block, Configuration, ModuleCall, ModulePlace, ModuleReading } from './model.js'
import { type ModuleBlocks, moduleOfFiles } from './module-of-files.js'
import { ConfigurationRefused, type Refusal } from './refusal.js'

/**
 * Reads what terraform would read, before it is started: `terraform/root` and every local module from there on.
 *
 * @param directory the run directory
 * @param installed modules that `terraform init` fetched; without it remote ones are named and not read
 * @throws ConfigurationRefused where a limit is reached or a file is not Terraform; Node's own error when
 *   `terraform/root` is not there
 */
export async function readConfiguration(
  directory: string,
  installed: InstalledModules = noneInstalled,
): Promise<Configuration> {
  const worker = new HclWorker()
  try {
    const walk = new Walk(await realpath(directory), worker, installed)
    await walk.module(INPUT_FILES.terraformRoot, [], [])
    return { modules: walk.modules, refusals: walk.refusals }
  } finally {
    await worker.stop()
  }
}

class Walk {
  readonly modules: ModuleReading[] = []
  readonly refusals: Refusal[] = []
  readonly #reader: { directory: string; worker: HclWorker; files: number }
  /** A folder that several calls lead to is parsed once. */
  readonly #folders = new Map<string, ModuleBlocks>()

  constructor(
    private readonly directory: string,
    worker: HclWorker,
    private readonly installed: InstalledModules,
  ) {
    this.#reader = { directory, worker, files: 0 }
  }

  /** @param above the folders of the modules that lead here */
  async module(folder: string, path: readonly string[], above: readonly string[]): Promise<void> {
    if (this.modules.length >= CONFIGURATION_LIMITS.moduleCalls)
      throw tooMany(folder, 'module calls', CONFIGURATION_LIMITS.moduleCalls)
    const blocks = this.#folders.get(folder) ?? moduleOfFiles(await parsedFiles(folder, this.#reader))
    this.#folders.set(folder, blocks)
    refuseCounts([...blocks.calls, ...blocks.resources])
    const calls: ModuleCall[] = []
    const address = path.map((name) => `module.${name}`).join('.')
    const at = this.modules.push({ ...blocks, address, folder, calls }) - 1
    const followed: (readonly [folder: string, name: string])[] = []
    for (const call of blocks.calls) {
      const found = await this.#placeOf(call, folder, path)
      calls.push({ ...call, place: found.place })
      if (found.folder !== null) followed.push([found.folder, call.name])
      if (found.folder !== null) this.#refuseCircle(call, found.folder, [...above, folder])
    }
    this.modules[at] = { ...blocks, address, folder, calls }
    for (const [next, name] of followed) await this.module(next, [...path, name], [...above, folder])
  }

  async #placeOf(
    call: Omit<ModuleCall, 'place'>,
    folder: string,
    path: readonly string[],
  ): Promise<{ place: ModulePlace; folder: string | null }> {
    const remote = { place: { kind: 'remote' }, folder: null } as const
    if (call.source === null) return { place: { kind: 'missing' }, folder: null }
    if (!isLocal(call.source)) {
      const fetched = this.installed.folderOf([...path, call.name])
      return fetched === null ? remote : { place: { kind: 'read' }, folder: fetched }
    }
    const wanted = posix.join(folder, call.source.replaceAll('\\', '/'))
    const real = await realFolder(this.directory, wanted)
    if (real === null) return { place: { kind: 'missing' }, folder: null }
    if (isInside(`${this.directory}${sep}${INPUT_FILES.terraform}`, real))
      return { place: { kind: 'read' }, folder: relative(this.directory, real).split(sep).join('/') }
    this.refusals.push({
      file: call.file,
      message: `module "${call.name}" leads out of ${INPUT_FILES.terraform}/ of the run directory (source ${JSON.stringify(call.source)}), where nothing of it was read or signed.`,
      next: `Copy the module below ${INPUT_FILES.terraform}/ and name it there.`,
    })
    return { place: { kind: 'missing' }, folder: null }
  }

  #refuseCircle({ file, name }: { file: string; name: string }, folder: string, above: readonly string[]) {
    const limit = CONFIGURATION_LIMITS.moduleDepth
    const why = above.includes(folder)
      ? 'is called by itself'
      : above.length > limit
        ? `is nested more than ${limit} modules deep`
        : null
    if (why === null) return
    throw new ConfigurationRefused({
      file,
      message: `refused: module "${name}" (${folder}) ${why}.`,
      next: 'Call the module from the root instead.',
    })
  }
}

/** Everything that names addresses makes as many of them. */
function refuseCounts(blocks: readonly Block[]): void {
  for (const { file, body } of blocks) {
    const count = Number(typeof body.count === 'number' ? body.count : (literalText(body.count) ?? 0))
    if (count > CONFIGURATION_LIMITS.count)
      throw tooMany(file, `instances of one block (count = ${count})`, CONFIGURATION_LIMITS.count)
  }
}

function isLocal(source: string): boolean {
  return /^\.{1,2}[/\\]/.test(source)
}

async function realFolder(directory: string, folder: string): Promise<string | null> {
  const real = await realpath(`${directory}${sep}${folder}`).catch(() => null)
  if (real === null) return null
  return (await stat(real)).isDirectory() ? real : null
}
