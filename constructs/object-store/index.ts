export * from './swift-cluster';
export { SwiftDisk } from './swift-disk';
export * from './swift-proxy';
export * from './swift-ring';
export * from './swift-storage';
