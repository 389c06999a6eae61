/** How an interface is to be configured. */
export interface WantedLink {
  readonly name: string;
  /** With prefixes. */
  readonly addresses: readonly string[];
  readonly dhcp: boolean;
  readonly gateway: string | null;
  readonly dns: readonly string[];
  /** Null leaves it as it is. */
  readonly mtu: number | null;
  readonly promiscuous: boolean;
}

/** A bridge with all that belongs to it. */
export interface WantedBridge extends WantedLink {
  readonly ports: readonly string[];
  readonly stp: boolean;
  /** Seconds. */
  readonly forwardDelay: number;
  readonly mac: string;
}

/** Two interfaces joined by a cable: what goes into one comes out of the other. */
export interface WantedVeth {
  readonly name: string;
  readonly peer: string;
  /** The bridge that the first one is a port of; null for none. */
  readonly bridge: string | null;
  readonly mac: string;
  readonly peerMac: string;
  readonly mtu: number | null;
}

/** Texts of files by their paths. */
export type NetworkFiles = ReadonlyMap<string, string>;
