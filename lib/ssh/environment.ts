/**
 * What every command starts with: messages in English and text in UTF-8 whatever the user's login says, and the
 * programs of the administrator on the path.
 */
export const ENVIRONMENT = 'export LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
