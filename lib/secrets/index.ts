export { deriveSecret, password, type SecretFormat } from './derive';
export { generateMasterKey, loadMasterKey, MASTER_KEY_VARIABLE, MasterKeyInvalid, parseMasterKey } from './master-key';
export {
  displayName,
  escapeReferences,
  listReferences,
  parseText,
  type SecretReference,
  SecretReferenceInvalid,
  writeReference,
} from './reference';
export { type DifferenceText, SecretNameInvalid, SecretStore, type SecretStoreOptions, SecretUnknown } from './store';
