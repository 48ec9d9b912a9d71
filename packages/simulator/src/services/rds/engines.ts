/** What follows from an engine's name where a request leaves it open. */
export interface Engine {
  readonly port: number
  readonly defaultVersion: string
  readonly licenseModel: string
  /** Whether it runs in clusters (Aurora) rather than as instances with storage of their own. */
  readonly aurora: boolean
  /** Which of the built-in parameter lists it has. */
  readonly dialect: 'postgres' | 'mysql'
}

const POSTGRES = {
  dialect: 'postgres',
  port: 5432,
  licenseModel: 'postgresql-license',
  aurora: false,
} as const
const MYSQL = { dialect: 'mysql', port: 3306, licenseModel: 'general-public-license', aurora: false } as const
const ENGINES: Readonly<Record<string, Engine>> = {
  postgres: { ...POSTGRES, defaultVersion: '16.4' },
  'aurora-postgresql': { ...POSTGRES, defaultVersion: '16.4', aurora: true },
  mysql: { ...MYSQL, defaultVersion: '8.0.39' },
  mariadb: { ...MYSQL, defaultVersion: '10.11.9' },
  'aurora-mysql': { ...MYSQL, defaultVersion: '8.0.mysql_aurora.3.07.1', aurora: true },
}

/** The engine of that name, or undefined when it is not modelled. */
export function engineOf(name: string): Engine | undefined {
  return ENGINES[name]
}

/** `postgres16`, `mysql8.0`, `aurora-postgresql16` …: the family that parameter groups belong to. */
export function familyOf(engineName: string, version: string): string {
  const [major = '', minor = ''] = version.split('.')
  return engineOf(engineName)?.dialect === 'postgres'
    ? `${engineName}${major}`
    : `${engineName}${major}.${minor}`
}

/** The engine of a parameter group family, or undefined when it is not modelled. */
export function engineOfFamily(family: string): Engine | undefined {
  return engineOf(family.replace(/[\d.]+$/, ''))
}
