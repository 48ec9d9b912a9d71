import { modelled, type ServiceBehaviour } from '../../kernel/service.js'
import { changeResourceRecordSets } from './changes/batch.js'
import { getChange } from './changes/changes.js'
import { permissions } from './permissions.js'
import { listResourceRecordSets } from './records/list.js'
import { changeTagsForResource, listTagsForResource } from './tags.js'
import { listHostedZones, listHostedZonesByName } from './zones/lists.js'
import { createHostedZone, deleteHostedZone, getDNSSEC, getHostedZone } from './zones/zones.js'

/** Route 53 hosted zones and record sets. */
export const behaviour: ServiceBehaviour = {
  signingName: 'route53',
  operations: {
    CreateHostedZone: modelled(
      createHostedZone,
      'With NS and SOA records and four name servers; idempotent by nothing: a repeated CallerReference is refused. Private zones keep one VPC. No reusable delegation sets.',
    ),
    GetHostedZone: modelled(getHostedZone, 'The zone, its name servers or its VPC.'),
    DeleteHostedZone: modelled(deleteHostedZone, 'Only when nothing but NS and SOA is left at the apex.'),
    ListHostedZones: modelled(listHostedZones, 'In order of ids, at most 100 a page.'),
    ListHostedZonesByName: modelled(
      listHostedZonesByName,
      'In order of names by labels from the right, from DNSName on; at most 100 a page.',
    ),
    ListResourceRecordSets: modelled(
      listResourceRecordSets,
      'In order of name (labels from the right), type and set identifier, from the start given; at most 300 a page; includes what is still PENDING.',
    ),
    ChangeResourceRecordSets: modelled(
      changeResourceRecordSets,
      'Atomic; changes apply in the given order. DELETE must match exactly (values in any order), CREATE must not exist, UPSERT replaces. Checks A, AAAA and TXT values, CNAME conflicts, apex records, weighted and other routing sets, alias targets in simulated zones. PENDING for 30 s (scaled), then INSYNC and served. PriorRequestNotComplete only within a window that refuseWithin() opens, or by a fault rule. CIDR routing, geoproximity and traffic policies are not modelled. Job fault (resource id = zone id): the change stays PENDING for ever.',
    ),
    GetChange: modelled(getChange, 'PENDING or INSYNC by the virtual clock.'),
    ListTagsForResource: modelled(listTagsForResource, 'Hosted zones only; there are no health checks.'),
    ChangeTagsForResource: modelled(changeTagsForResource, 'Hosted zones only.'),
    GetDNSSEC: modelled(
      getDNSSEC,
      'Whether the zone signs, which only seeding can switch on; no key signing keys.',
    ),
  },
  permissions,
}
