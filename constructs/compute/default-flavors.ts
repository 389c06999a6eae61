/** The sizes that guides to OpenStack take for granted, and that no release makes any more: name, id, MiB, processors, GiB. */
export const DEFAULT_FLAVORS = [
  ['m1.tiny', '1', 512, 1, 1],
  ['m1.small', '2', 2048, 1, 20],
  ['m1.medium', '3', 4096, 2, 40],
  ['m1.large', '4', 8192, 4, 80],
  ['m1.xlarge', '5', 16384, 8, 160],
] as const;
