import type { Validator } from '../../schema/validator';

/** Databases that a server keeps for itself. */
const OWN_DATABASES = ['mysql', 'sys', 'information_schema', 'performance_schema'];
/** Accounts that a server, and this tool, cannot do without. */
const OWN_USERS = ['root', 'mysql', 'mariadb.sys'];

const DATABASE_NAME = /^[A-Za-z0-9_$-]{1,64}$/;
const USER_NAME = /^[A-Za-z0-9_$.@-]{1,80}$/;
const CLIENT_HOST = /^[a-z0-9%_.:/-]{1,255}$/;

/** The name of a database of one's own. */
export const databaseName: Validator<string> = {
  description: 'up to 64 letters, digits, "_", "$" and "-"',
  problem(name) {
    if (OWN_DATABASES.includes(name)) return `The server keeps "${name}" for itself; take another name.`;
    return DATABASE_NAME.test(name) ? undefined : 'Give up to 64 letters, digits, "_", "$" and "-".';
  },
};

/** The name of a user of one's own. */
export const userName: Validator<string> = {
  description: 'up to 80 letters, digits, "_", "$", ".", "@" and "-"',
  problem(name) {
    if (OWN_USERS.includes(name)) return `"${name}" is the server's own user; take another name.`;
    return USER_NAME.test(name) ? undefined : 'Give up to 80 letters, digits, "_", "$", ".", "@" and "-".';
  },
};

/** Where a user may come from. */
export const clientHost: Validator<string> = {
  description: 'an address, a network as 10.0.0.0/255.255.255.0, a name in lower case, or "%" for any',
  problem: (host) =>
    CLIENT_HOST.test(host)
      ? undefined
      : 'Give an address, a network as 10.0.0.0/255.255.255.0, a name in lower case, or "%" for any.',
};
