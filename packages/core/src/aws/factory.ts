import type { Side } from '../model/step.js'
import type { AwsAccount, AwsFactory, AwsIdentity, AwsServiceName, AwsServices } from './account.js'
import type { AwsCredentials, CredentialSource } from './credentials.js'
import { type IdentityGuard, identifyCredentials, identityGuard } from './identity.js'
import { guardOperations, recordCalls } from './middleware.js'
import { loadService } from './services.js'
import type { Transport } from './transport.js'

/** One account, as a factory needs it. */
export interface AccountSettings {
  /** The account that mutating clients insist on (A2). */
  readonly accountId: string
  /** The name that messages show; real accounts: the AWS profile. */
  readonly profile: string
  readonly region: string
  readonly credentials: CredentialSource
  readonly transport: Transport
}

export interface FactorySettings {
  readonly source: AccountSettings
  readonly target: AccountSettings
  /** Attempts of read-only clients, the first included; default 3. Mutating clients always make one. */
  readonly readAttempts?: number
}

const DEFAULT_READ_ATTEMPTS = 3

/** What a factory keeps per side. `generation` counts refreshes; clients of an older one are rebuilt. */
interface SideState {
  readonly settings: AccountSettings
  readonly guard: IdentityGuard
  generation: number
}

/**
 * Builds accounts whose clients use exactly the given credentials, region and transport, and are guarded
 * (A1 and A3 in operations.ts, A2 in identity.ts).
 */
export function createAwsFactory(settings: FactorySettings): AwsFactory {
  const { readAttempts = DEFAULT_READ_ATTEMPTS } = settings
  const identify = (account: AccountSettings, credentials: AwsCredentials): Promise<AwsIdentity> =>
    identifyCredentials(credentials, account.region, account.transport, readAttempts)
  const state = (side: Side): SideState => ({
    settings: settings[side],
    guard: identityGuard({ side, ...settings[side] }, (credentials) => identify(settings[side], credentials)),
    generation: 0,
  })
  const sides: Readonly<Record<Side, SideState>> = { source: state('source'), target: state('target') }

  return {
    open: (side, mode, onCall) => openAccount(side, mode, sides[side], readAttempts, onCall),
    async identify(side) {
      const { settings: account } = sides[side]
      return identify(account, await account.credentials.get(true))
    },
    async session(side) {
      return await provenSession(sides[side])
    },
    refresh(side) {
      sides[side].generation += 1
      sides[side].guard.forget()
      sides[side].settings.credentials.forget()
    },
  }
}

async function provenSession({ guard, settings }: SideState): Promise<AwsCredentials> {
  return await guard.assert(await settings.credentials.get(false))
}

function openAccount(
  side: Side,
  mode: 'read' | 'write',
  state: SideState,
  readAttempts: number,
  onCall: Parameters<AwsFactory['open']>[2],
): AwsAccount {
  const { accountId, profile, region, transport } = state.settings
  const owner = { side, mode, accountId, profile, region }
  const provide = () => provenSession(state)

  async function build<S extends AwsServiceName>(name: S): Promise<AwsServices[S]> {
    const client = await loadService(name, {
      region,
      credentials: provide,
      maxAttempts: mode === 'write' ? 1 : readAttempts,
      retryMode: 'standard',
      ...(await transport.settingsFor(name)),
    })
    guardOperations(client, owner, name)
    recordCalls(client, owner, name, onCall)
    return client
  }

  let generation = state.generation
  let clients: { [S in AwsServiceName]?: Promise<AwsServices[S]> } = {}
  return {
    ...owner,
    service<S extends AwsServiceName>(name: S): Promise<AwsServices[S]> {
      if (generation !== state.generation) {
        generation = state.generation
        clients = {}
      }
      const known: Promise<AwsServices[S]> | undefined = clients[name]
      if (known !== undefined) return known
      const built = build(name)
      Object.assign(clients, { [name]: built })
      built.catch(() => {
        clients = { ...clients, [name]: undefined }
      })
      return built
    },
  }
}
