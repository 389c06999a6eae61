export * from './core';
export * from './identity';
export * from './infrastructure';
export * as l1 from './l1';
