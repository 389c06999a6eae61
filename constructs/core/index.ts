export * from './host';
export * from './host-props';
export * from './host-resource';
export { Platform } from './platform';
export * from './provider';
export * from './readiness';
export * from './restart-trigger';
export * from './secret';
