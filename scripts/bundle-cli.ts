import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { pastTheIndex } from './past-the-index.js'
import { repositoryPath } from './repository.js'
import { thirdPartyNotices } from './third-party-notices.js'

/**
 * Bundles the command line with everything it needs, SDK clients included: what was tested together is what
 * runs, installing it fetches one package, and only the chunks that a command needs are read.
 *
 * @returns what the start costs: the bytes that `cutover --version` has to read
 */
export async function bundleCli(): Promise<string> {
  const cli = repositoryPath('packages', 'cli')
  const { metafile } = await build({
    absWorkingDir: repositoryPath(),
    entryPoints: { main: 'packages/cli/src/main.ts', index: 'packages/cli/src/index.ts' },
    outdir: 'packages/cli/dist',
    // Beside the entries: `../package.json` is the same file from a chunk as from a source.
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Given conditions replace esbuild's own `module`; without it the AWS clients' helpers come as CommonJS, of which
    // a dynamic import sees nothing but the default export.
    conditions: ['@cutover/source', 'module'],
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    // CommonJS inside the bundle asks for Node's own modules by `require`, which an ES module does not have.
    banner: {
      js: "import{createRequire as cutoverCreateRequire}from'node:module';const require=cutoverCreateRequire(import.meta.url);",
    },
    plugins: [pastTheIndex, versionInlined, parserBeside],
  })
  const parser = await bundleParser(cli)
  await writeFile(
    `${cli}/dist/THIRD-PARTY-NOTICES.txt`,
    await thirdPartyNotices([...Object.keys(metafile.inputs), ...parser]),
  )
  return `${kilobytes(startBytes(metafile))} read at the start, ${kilobytes(allBytes(metafile))} in all`
}

/**
 * The HCL parser runs in a worker of its own, so it is a file of its own: CommonJS, in a folder whose parent holds
 * the WebAssembly, which is where it looks for it.
 * @returns the files that went into it
 */
async function bundleParser(cli: string): Promise<readonly string[]> {
  const entry = createRequire(repositoryPath('packages', 'core', 'package.json')).resolve(PARSER)
  const { metafile } = await build({
    absWorkingDir: repositoryPath(),
    entryPoints: { parser: entry },
    outdir: 'packages/cli/dist/hcl',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    // Asked for only where the clock is not global, which it is in every Node that we run on.
    external: ['performance'],
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  await copyFile(join(dirname(dirname(entry)), WASM), join(cli, 'dist', WASM))
  return Object.keys(metafile.inputs)
}

const PARSER = '@cdktn/hcl2json'
const WASM = 'main.wasm.gz'

/** In the bundle the parser is no package but a file. */
const parserBeside: Plugin = {
  name: 'parser-beside',
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /configuration[/\\]parser-path\.ts$/ }, () => ({
      contents: `import { fileURLToPath } from 'node:url'
export const parserPath = () => fileURLToPath(new URL('./hcl/parser.cjs', import.meta.url))`,
      loader: 'ts',
    }))
  },
}

/** In the bundle there is no package.json of core to read the version from. */
const versionInlined: Plugin = {
  name: 'version-inlined',
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /packages[/\\]core[/\\]src[/\\]version\.ts$/ }, async () => {
      const text = await readFile(repositoryPath('packages', 'core', 'package.json'), 'utf8')
      const { version } = JSON.parse(text) as { version: string }
      return { contents: `export const CUTOVER_VERSION = ${JSON.stringify(version)}`, loader: 'ts' }
    })
  },
}

/** The entry and every chunk that it imports before it runs. */
function startBytes({ outputs }: Metafile): number {
  const seen = new Set<string>()
  const visit = (path: string): void => {
    const output = outputs[path]
    if (output === undefined || seen.has(path)) return
    seen.add(path)
    for (const { path: next, kind } of output.imports) if (kind === 'import-statement') visit(next)
  }
  visit('packages/cli/dist/main.js')
  return [...seen].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0)
}

function allBytes({ outputs }: Metafile): number {
  const code = Object.entries(outputs).filter(([path]) => path.endsWith('.js'))
  return code.reduce((sum, [, { bytes }]) => sum + bytes, 0)
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`
}
