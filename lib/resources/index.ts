import { file } from './host/file';

/** Every resource of the provider. */
export const resources = [file];

/** Every data source of the provider. */
export const dataSources = [];
