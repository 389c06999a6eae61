export { CommandError, CommandTimeout, OutputTooLarge } from './command-errors';
export { SshConnection } from './connection';
export * from './errors';
export { type FileFailure, RemoteFileError } from './file-errors';
export { addressOf, type HostKeyOptions, type SshOptions } from './options';
export { joinCommands, type ShellCommand, type ShellSeparator, type ShellValue, sh } from './quote';
export type { RunOptions, RunResult } from './run';
export type { UploadOptions } from './upload';
