export * from './aggregate';
export * from './compute-quota';
export * from './flavor';
export * from './instance';
export * from './key-pair';
export * from './nova-compute';
export * from './nova-controller';
export * from './nova-controller-props';
