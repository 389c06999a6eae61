export * from './swift-cluster';
export * from './swift-proxy';
export * from './swift-ring';
export * from './swift-storage';
