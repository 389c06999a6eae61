import { file } from './host/file';
import { sysctl } from './host/sysctl';

/** Every resource of the provider. */
export const resources = [file, sysctl];

/** Every data source of the provider. */
export const dataSources = [];
