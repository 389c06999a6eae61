import { command } from './host/command';
import { commandData } from './host/command-data';
import { configFile } from './host/config-file';
import { directory } from './host/directory';
import { file } from './host/file';
import { fileData } from './host/file-data';
import { sysctl } from './host/sysctl';

/** Every resource of the provider. */
export const resources = [file, directory, configFile, command, sysctl];

/** Every data source of the provider. */
export const dataSources = [fileData, commandData];
