import { protocolFor } from '../codec/codec.js'
import { modelOf, type ServiceModel } from '../codec/model.js'
import type { ServerProtocol, WireRequest } from '../codec/wire.js'
import type { ServiceBehaviour } from '../kernel/service.js'
import type { ServiceRegistry } from '../services/registry.js'

/** One service, loaded: its wire model, its protocol and its behaviour. */
export interface Backend {
  readonly model: ServiceModel
  readonly protocol: ServerProtocol
  readonly behaviour: ServiceBehaviour
}

/** Loads each service once, on its first request; undefined when the registry has none of that name. */
export type Backends = (name: string) => Promise<Backend> | Backend | undefined

// Models cost tens of milliseconds (the SDK module, all its schemas) and never change.
const models = new Map<string, { model: ServiceModel; protocol: ServerProtocol }>()

export function backendsOf(registry: ServiceRegistry): Backends {
  const loaded = new Map<string, Promise<Backend> | Backend>()
  return (name) => {
    const known = loaded.get(name)
    if (known !== undefined) return known
    const entry = Object.hasOwn(registry, name) ? registry[name] : undefined
    if (entry === undefined) return undefined
    const loading = Promise.all([wireOf(name, entry.sdk), entry.behaviour()]).then(
      ([wire, { behaviour }]) => {
        const backend = { ...wire, behaviour }
        loaded.set(name, backend)
        return backend
      },
    )
    loaded.set(name, loading)
    return loading
  }
}

async function wireOf(name: string, sdk: () => Promise<object>) {
  const known = models.get(name)
  if (known !== undefined) return known
  const model = modelOf(await sdk())
  const wire = { model, protocol: protocolFor(model) }
  models.set(name, wire)
  return wire
}

/** S3 and S3 Control share the signing name `s3`; only S3 Control has an account id in every request. */
export function serviceNameOf(signingName: string, request: WireRequest): string {
  if (signingName !== 's3') return signingName
  return request.headers['x-amz-account-id'] !== undefined || request.path.startsWith('/v20180820/')
    ? 's3-control'
    : 's3'
}
