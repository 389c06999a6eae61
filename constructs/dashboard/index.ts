export * from './horizon';
export * from './horizon-props';
