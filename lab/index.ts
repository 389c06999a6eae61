export { type GuestImage, guestImage } from './guest-image';
export type { HostState } from './host';
export { Lab, type LabHost, type LabStatus } from './lab';
export type { RunOptions, RunResult } from './run';
