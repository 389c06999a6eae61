export * from './glance';
export * from './image';
export * from './image-formats';
export * from './image-props';
