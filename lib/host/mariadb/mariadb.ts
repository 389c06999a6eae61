import type { SshConnection } from '../../ssh/connection';
import { Found } from '../found';
import { DatabaseAccounts } from './accounts';
import { MariaDbClient } from './client';
import { Databases } from './databases';

/** The MariaDB server of a host. All that is asked of it at one moment is answered by one run of its client. */
export class MariaDb {
  /** For people: `MariaDB on node1`. */
  public readonly name: string;
  public readonly databases: Databases;
  public readonly accounts: DatabaseAccounts;
  /** How databases were before they were first managed. */
  public readonly databasesFound: Found;
  /** Which users were made here. */
  public readonly usersMade: Found;

  private readonly client: MariaDbClient;

  constructor(connection: SshConnection, hostName: string) {
    const client = new MariaDbClient(connection, hostName);
    this.client = client;
    this.name = client.server;
    this.databases = new Databases(client);
    this.accounts = new DatabaseAccounts(client);
    this.databasesFound = new Found(connection, 'mariadb-databases');
    this.usersMade = new Found(connection, 'mariadb-users');
  }

  /** The rows of a question that answers each with a JSON object. */
  public select<T>(question: string): Promise<readonly T[]> {
    return this.client.select<T>(question);
  }
}
