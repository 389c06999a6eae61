/** What daemons say when they cannot work, with what it means. */
interface KnownWords {
  readonly words: RegExp;
  readonly cause: string;
  readonly fix: string;
}

/** The more special ones first: what they lead to is further down. */
const KNOWN: readonly KnownWords[] = [
  {
    words: /Cannot allocate memory|Out of memory|oom-kill|MemoryError/i,
    cause: 'the host has no memory left.',
    fix: 'Give the host more memory, or let fewer processes run: the workers of the APIs are settings of the stack (extraSettings).',
  },
  {
    words: /No space left on device/,
    cause: 'a disk of the host is full.',
    fix: 'Make room there ("df -h"), then restart the unit.',
  },
  {
    words: /Feature 'linuxbridge' is experimental/,
    cause: 'Neutron refuses the Linux bridge driver, which this release calls experimental.',
    fix: 'Set [experimental] linuxbridge = true in neutron.conf: deploy the stack, which does.',
  },
  {
    words: /Tunneling cannot be enabled without the local_ip/,
    cause: 'the agent wants to make tunnels and has no address for them.',
    fix: 'Set [vxlan] enable_vxlan = false in linuxbridge_agent.ini, or local_ip: deploy the stack, which does.',
  },
  {
    words: /Cannot find suitable emulator|could not find capabilities for/i,
    cause: 'libvirt has no emulator for guests of this architecture.',
    fix: 'Deploy the stack, which installs the emulator; then restart libvirt and nova-compute.',
  },
  {
    words: /No module named '?libvirt/,
    cause: "Python's binding of libvirt is missing.",
    fix: 'Deploy the stack, which installs nova-compute with all it needs.',
  },
  {
    words:
      /Unable to locate config for|Couldn't find config|ConfigFilesNotFoundError|Failed to find some config files/i,
    cause: 'its configuration file is missing.',
    fix: 'Deploy the stack, which writes it.',
  },
  {
    words: /ring\.gz|Error loading ring|Unable to load .*\.ring/i,
    cause: 'a ring of Swift is missing or broken.',
    fix: 'Deploy the stack: rings are made from their builders, and copied to where they belong.',
  },
  {
    words: /ACCESS_REFUSED|Login was refused/i,
    cause: 'RabbitMQ does not take its user and password.',
    fix: "Put transport_url right: deploy the stack, which sets the key and the user's password.",
  },
  {
    words: /Access denied for user/,
    cause: 'MariaDB does not take its user and password.',
    fix: "Put [database] connection right: deploy the stack, which sets the key and the user's password.",
  },
  {
    words: /AMQP server on .* is unreachable/,
    cause: 'it cannot reach RabbitMQ.',
    fix: 'See that RabbitMQ runs and that transport_url names it.',
  },
  {
    words: /Can't connect to (MySQL )?server/,
    cause: 'it cannot reach its database.',
    fix: 'See that MariaDB runs and that the connection in its configuration names it.',
  },
  {
    words: /Permission denied/,
    cause: 'it may not read or write a file.',
    fix: 'Give the file to the user as whom it runs; deploying the stack does, where the stack keeps the file.',
  },
];

/** What the last words of a daemon mean, with the line that says it; undefined when nobody knows. */
export function explanation(
  said: readonly string[],
): (Omit<KnownWords, 'words'> & { readonly line: string }) | undefined {
  for (const { words, cause, fix } of KNOWN) {
    const line = said.findLast((candidate) => words.test(candidate));
    if (line !== undefined) return { cause, fix, line: line.trim() };
  }
  return undefined;
}
