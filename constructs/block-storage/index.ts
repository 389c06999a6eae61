export * from './cinder';
export * from './cinder-props';
export * from './cinder-volume';
export * from './lvm-backend';
export * from './nfs-backend';
export * from './volume-backend';
