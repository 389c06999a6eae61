export * from './swift-ring';
