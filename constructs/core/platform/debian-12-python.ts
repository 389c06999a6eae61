/** Where packages have their modules. */
export const PYTHON = '/usr/lib/python3/dist-packages';

/** What connects to MariaDB, and to memcached. */
export const CLIENTS = ['python3-pymysql', 'python3-memcache'];
