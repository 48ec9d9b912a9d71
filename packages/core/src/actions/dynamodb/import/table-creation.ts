import type { TableCreationParameters, TableDescription } from '@aws-sdk/client-dynamodb'
import { type Static, Type } from 'typebox'
import { byCodeUnit, canonicalJson, type Json } from '../../../model/json.js'

const KeySchema = Type.Array(
  Type.Object(
    {
      AttributeName: Type.String({ examples: ['order_id'] }),
      KeyType: Type.Union([Type.Literal('HASH'), Type.Literal('RANGE')]),
    },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 2 },
)
const Throughput = Type.Object(
  { ReadCapacityUnits: Type.Integer({ minimum: 1 }), WriteCapacityUnits: Type.Integer({ minimum: 1 }) },
  { additionalProperties: false },
)

/** `TableCreationParameters` of the API, with its own member names, without the table's name. */
export const TableCreationSchema = Type.Object(
  {
    AttributeDefinitions: Type.Array(
      Type.Object(
        {
          AttributeName: Type.String({ examples: ['order_id'] }),
          AttributeType: Type.Union([Type.Literal('S'), Type.Literal('N'), Type.Literal('B')]),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
    KeySchema,
    BillingMode: Type.Union([Type.Literal('PAY_PER_REQUEST'), Type.Literal('PROVISIONED')]),
    ProvisionedThroughput: Type.Optional(Throughput),
    SSESpecification: Type.Optional(
      Type.Object(
        {
          Enabled: Type.Optional(Type.Boolean()),
          SSEType: Type.Optional(Type.Literal('KMS')),
          KMSMasterKeyId: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
    GlobalSecondaryIndexes: Type.Optional(
      Type.Array(
        Type.Object(
          {
            IndexName: Type.String({ examples: ['by-customer'] }),
            KeySchema,
            Projection: Type.Object(
              {
                ProjectionType: Type.Union([
                  Type.Literal('ALL'),
                  Type.Literal('KEYS_ONLY'),
                  Type.Literal('INCLUDE'),
                ]),
                NonKeyAttributes: Type.Optional(Type.Array(Type.String())),
              },
              { additionalProperties: false },
            ),
            ProvisionedThroughput: Type.Optional(Throughput),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  {
    additionalProperties: false,
    description:
      'How the new table is created, with the member names of aws dynamodb import-table ' +
      '--table-creation-parameters (without TableName).',
    examples: [
      {
        AttributeDefinitions: [{ AttributeName: 'order_id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'order_id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    ],
  },
)
export type TableCreation = Static<typeof TableCreationSchema>

export function toSdk(tableName: string, creation: TableCreation): TableCreationParameters {
  // The members are those of the API, except that absent ones are typed as absent and not as undefined.
  return { TableName: tableName, ...creation } as TableCreationParameters
}

/** The primary key in comparable form: `order_id HASH S, created RANGE N`. */
export function keyWords(table: Pick<TableDescription, 'KeySchema' | 'AttributeDefinitions'>): string {
  const typeOf = (name: string | undefined) =>
    table.AttributeDefinitions?.find((attribute) => attribute.AttributeName === name)?.AttributeType ?? '?'
  return (table.KeySchema ?? [])
    .map((key) => `${key.AttributeName} ${key.KeyType} ${typeOf(key.AttributeName)}`)
    .join(', ')
}

/** Secondary indexes that one table has and the other has not, or has otherwise. */
export function missingIndexes(source: TableDescription, creation: TableCreation): readonly string[] {
  const wanted = new Map(
    (creation.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName, indexText(index)] as const),
  )
  return (source.GlobalSecondaryIndexes ?? []).flatMap((index) => {
    const name = index.IndexName ?? ''
    return wanted.get(name) === indexText(index) ? [] : [name]
  })
}

function indexText(index: { KeySchema?: unknown; Projection?: unknown }): string {
  const projection = (index.Projection ?? {}) as { ProjectionType?: string; NonKeyAttributes?: string[] }
  return canonicalJson({
    keys: index.KeySchema as Json,
    type: projection.ProjectionType,
    attributes: [...(projection.NonKeyAttributes ?? [])].sort(byCodeUnit),
  })
}
