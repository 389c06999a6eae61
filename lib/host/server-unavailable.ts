/** A server on a host does not answer, so what it keeps cannot be looked at now: that is no sign that any of it changed. */
export class ServerUnavailable extends Error {
  constructor(
    /** For people, and the same for everything behind it: `MariaDB on node1`. */
    public readonly server: string,
    /** What was seen, and what to do, in whole sentences. */
    public readonly why: string,
    options?: ErrorOptions,
  ) {
    super(`${server} does not answer. ${why}`, options);
    this.name = 'ServerUnavailable';
  }
}
