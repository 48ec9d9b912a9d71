import { type Static, Type } from 'typebox'
import { RecordContentSchema } from '../record-set.js'

const nullableContent = (description: string, examples: unknown[]) =>
  Type.Union([RecordContentSchema, Type.Null()], { description, examples })

export const Route53ChangeParams = Type.Object(
  {
    hosted_zone_id: Type.String({
      pattern: '^(/?hostedzone/)?[A-Z0-9]{1,32}$',
      description: 'The hosted zone that holds the record.',
      examples: ['Z0123456789ABCDEFGHIJ'],
    }),
    record_name: Type.String({
      minLength: 1,
      description: 'The record that is swapped (with a change batch file: the one that matters most).',
      examples: ['api.orders.example.com'],
    }),
    record_type: Type.Union(
      [
        Type.Literal('A'),
        Type.Literal('AAAA'),
        Type.Literal('CAA'),
        Type.Literal('CNAME'),
        Type.Literal('MX'),
        Type.Literal('NAPTR'),
        Type.Literal('NS'),
        Type.Literal('PTR'),
        Type.Literal('SPF'),
        Type.Literal('SRV'),
        Type.Literal('TXT'),
      ],
      { description: 'The type of the record.', examples: ['A'] },
    ),
    old: nullableContent(
      'The record exactly as it has to be before the swap; null when there must be none, and with a change batch file.',
      [{ ttl: 60, values: ['198.51.100.7'] }],
    ),
    new: nullableContent('The record after the swap; null only with a change batch file.', [
      {
        alias: {
          hosted_zone_id: 'Z35SXDOTRQ7X7K',
          dns_name: 'orders-1234567890.us-east-1.elb.amazonaws.com',
          evaluate_target_health: false,
        },
      },
    ]),
    set_identifier: Type.Optional(
      Type.String({ description: 'For weighted records: which of them.', examples: ['blue'] }),
    ),
    weight: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 255,
        description: 'For weighted records: its weight.',
        examples: [100],
      }),
    ),
    change_batch_file: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'A change batch in a file inside the run directory, instead of old and new: JSON as ' +
          'aws route53 change-resource-record-sets --change-batch takes it.',
        examples: ['dns/swap.json'],
      }),
    ),
    max_wait_seconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          'How long to wait for resolvers after the change was submitted. By default the TTL of the old record ' +
          'plus two minutes.',
        examples: [600],
      }),
    ),
  },
  { additionalProperties: false },
)

export type Route53ChangeInput = Static<typeof Route53ChangeParams>
