import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
  type IConfigFile,
} from '@microsoft/api-extractor'
import type { PublicEntry } from './public-entries.js'
import { repositoryPath } from './repository.js'

/** What one extraction is for; `IConfigFile` says what each part means. */
export type Extraction = Pick<IConfigFile, 'apiReport' | 'dtsRollup'>

export interface Extracted {
  readonly succeeded: boolean
  readonly reportChanged: boolean
}

/**
 * Reads one public entry's declarations with API Extractor.
 * @param update whether a report that differs is replaced instead of refused
 */
export function extract(entry: PublicEntry, what: Extraction, update: boolean): Extracted {
  const folder = repositoryPath('packages', entry.package)
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: repositoryPath(entry.declarations),
      compiler: { tsconfigFilePath: `${folder}/tsconfig.build.json` },
      newlineKind: 'lf',
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        // Declarations come from a compiler that has checked them; TSDoc's wording is not the contract here.
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
      ...what,
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: `${folder}/package.json`,
  })
  const { succeeded, apiReportChanged } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: tell,
  })
  return { succeeded, reportChanged: apiReportChanged }
}

/** Only what stops a build is worth a line; API Extractor would greet, congratulate and warn about itself. */
function tell(message: ExtractorMessage): void {
  message.handled = true
  if (message.logLevel !== ExtractorLogLevel.Error) return
  const place = message.sourceFilePath === undefined ? '' : `${message.sourceFilePath}: `
  process.stderr.write(`${place}${message.text}\n`)
}
