/** The ports on which Swift's servers listen as they are packaged. */
export const SWIFT_PORTS = { account: 6202, container: 6201, object: 6200 } as const;
