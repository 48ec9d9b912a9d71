import { type Static, Type } from 'typebox'
import { oneOf, published, sourceMetadata } from './parts.js'

const found = {
  location: Type.String({
    description: 'Where the value stands, for example lambda:orders-api:env:DB_HOST.',
  }),
  value: Type.String({ description: 'The value itself.' }),
}

export const ManualReviewSchema = Type.Object({
  ...found,
  kind: oneOf([
    'elastic-ip-literal',
    'external-domain',
    'oidc-provider-url',
    'external-resource-arn',
    'external-account-id',
  ]),
  reason: Type.String({ description: 'Why people have to decide.' }),
})

const ParameterizedSchema = Type.Object({
  ...found,
  kind: oneOf(['source-account-id', 'region-name', 'resource-arn-internal', 'kms-key-alias']),
  var: Type.String({ description: 'The Terraform variable that holds it in the target account.' }),
})

/** `hardcoded-values.json`. */
export const HardcodedValuesSchema = Type.Object(
  {
    metadata: sourceMetadata({}),
    auto_parameterized: Type.Array(ParameterizedSchema),
    manual_review_required: Type.Array(ManualReviewSchema, {
      description: 'Resources named here always need approval; the reason is shown.',
    }),
  },
  published(
    'hardcoded-values',
    'Hard-coded values',
    'Account ids, regions, addresses and domains that were found written into resources.',
  ),
)
export type HardcodedValues = Static<typeof HardcodedValuesSchema>
