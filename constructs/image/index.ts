export * from './glance';
export { GlanceStore, SwiftStoreOptions } from './glance-store';
export * from './image';
export * from './image-formats';
export * from './image-props';
