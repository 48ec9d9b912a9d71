import type { Engine } from '../engines.js'

export interface ParameterDefinition {
  readonly name: string
  readonly description: string
  readonly dataType: 'boolean' | 'integer' | 'string' | 'list'
  readonly allowed: string
  readonly applyType: 'static' | 'dynamic'
  readonly modifiable: boolean
  /** The engine's own value; undefined where RDS shows none. */
  readonly default: string | undefined
}

/** The parameters that matter to a cutover, and some more, so that a group looks like one. Far from all of them. */
export function parametersOf(dialect: Engine['dialect']): readonly ParameterDefinition[] {
  switch (dialect) {
    case 'postgres':
      return POSTGRES
    case 'mysql':
      return MYSQL
  }
}

const POSTGRES: readonly ParameterDefinition[] = [
  dynamic('default_transaction_read_only', 'Sets the default read-only status of new transactions.', {
    dataType: 'boolean',
    allowed: '0,1',
  }),
  dynamic('idle_in_transaction_session_timeout', 'Ends idle transactions after this many ms.', {
    dataType: 'integer',
    allowed: '0-2147483647',
    value: '86400000',
  }),
  dynamic('log_min_duration_statement', 'Logs statements that run at least this many ms.', {
    dataType: 'integer',
    allowed: '-1-2147483647',
  }),
  dynamic('statement_timeout', 'Ends statements after this many ms.', {
    dataType: 'integer',
    allowed: '0-2147483647',
  }),
  dynamic('work_mem', 'Memory of a sort or hash, in kB.', { dataType: 'integer', allowed: '64-2147483647' }),
  dynamic('rds.force_ssl', 'Forces SSL connections.', { dataType: 'boolean', allowed: '0,1', value: '1' }),
  fixed('max_connections', 'Sets the maximum number of concurrent connections.', {
    dataType: 'integer',
    allowed: '6-8388607',
    value: 'LEAST({DBInstanceClassMemory/9531392},5000)',
  }),
  fixed('max_replication_slots', 'Sets the maximum number of replication slots.', {
    dataType: 'integer',
    allowed: '0-8388607',
    value: '20',
  }),
  fixed('max_wal_senders', 'Sets the maximum number of WAL sender processes.', {
    dataType: 'integer',
    allowed: '5-8388607',
    value: '20',
  }),
  fixed('rds.logical_replication', 'Enables logical decoding.', {
    dataType: 'boolean',
    allowed: '0,1',
    value: '0',
  }),
  fixed('shared_preload_libraries', 'Lists shared libraries to preload into the server.', {
    dataType: 'list',
    allowed: 'pg_stat_statements,pglogical,pg_cron',
    value: 'pg_stat_statements',
  }),
  readOnly('data_directory', 'Sets the directory of the data.', 'string', '/rdsdbdata/db'),
  readOnly(
    'rds.extensions',
    'List of the extensions that RDS provides.',
    'string',
    'hstore,pg_stat_statements,pglogical,pgcrypto',
  ),
]

const MYSQL: readonly ParameterDefinition[] = [
  dynamic('read_only', 'Makes the server refuse changes from all but privileged users.', {
    dataType: 'string',
    allowed: '0,1,{TrueIfReplica}',
    value: '{TrueIfReplica}',
  }),
  dynamic('super_read_only', 'Makes the server refuse changes from privileged users too.', {
    dataType: 'boolean',
    allowed: '0,1',
  }),
  dynamic('binlog_format', 'Format of the binary log.', {
    dataType: 'string',
    allowed: 'ROW,STATEMENT,MIXED',
    value: 'MIXED',
  }),
  dynamic('event_scheduler', 'Status of the event scheduler.', { dataType: 'string', allowed: 'ON,OFF' }),
  dynamic('long_query_time', 'Seconds above which a query is slow.', {
    dataType: 'integer',
    allowed: '0-31536000',
  }),
  dynamic('max_connections', 'Number of simultaneous client connections.', {
    dataType: 'integer',
    allowed: '1-100000',
    value: '{DBInstanceClassMemory/12582880}',
  }),
  dynamic('require_secure_transport', 'Whether client connections must be encrypted.', {
    dataType: 'boolean',
    allowed: '0,1',
  }),
  dynamic('slow_query_log', 'Enables the slow query log.', { dataType: 'boolean', allowed: '0,1' }),
  dynamic('wait_timeout', 'Seconds before an idle connection is closed.', {
    dataType: 'integer',
    allowed: '1-31536000',
  }),
  fixed('gtid-mode', 'Whether transactions carry global identifiers.', {
    dataType: 'string',
    allowed: 'OFF,OFF_PERMISSIVE,ON_PERMISSIVE,ON',
    value: 'OFF_PERMISSIVE',
  }),
  fixed('performance_schema', 'Enables the performance schema.', {
    dataType: 'boolean',
    allowed: '0,1',
    value: '0',
  }),
  readOnly('datadir', 'Directory of the data.', 'string', '/rdsdbdata/db/'),
]

type DataType = ParameterDefinition['dataType']

/** What values a parameter takes, and the one that it has when nobody sets it. */
interface Domain {
  readonly dataType: DataType
  readonly allowed: string
  readonly value?: string
}

function dynamic(name: string, description: string, { dataType, allowed, value }: Domain) {
  return {
    name,
    description,
    dataType,
    allowed,
    applyType: 'dynamic',
    modifiable: true,
    default: value,
  } as const
}

function fixed(name: string, description: string, { dataType, allowed, value }: Domain) {
  return {
    name,
    description,
    dataType,
    allowed,
    applyType: 'static',
    modifiable: true,
    default: value,
  } as const
}

function readOnly(name: string, description: string, dataType: DataType, value: string) {
  return {
    name,
    description,
    dataType,
    allowed: '',
    applyType: 'static',
    modifiable: false,
    default: value,
  } as const
}
