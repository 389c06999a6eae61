export * from './all-in-one-cloud';
export * from './cloud-part';
export * from './standard-cloud';
export * from './standard-cloud-props';
export * from './three-node-cloud';
