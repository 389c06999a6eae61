import { at, DiagnosticError } from '../../schema/diagnostics';
import { sh } from '../../ssh/quote';
import { causeIn } from '../cause-in';
import type { Runtime } from '../runtime';

interface Bootstrap {
  readonly host: string;
  readonly password: string;
  readonly username: string;
  readonly project: string;
  readonly region: string;
  readonly public_url: string;
  readonly internal_url: string;
  readonly admin_url: string;
  readonly run_as: string;
}

/** Whatever the configuration says: errors belong to who runs it, and a database that is away is no reason to wait for minutes. */
const SETTINGS = {
  OS_DEFAULT__USE_STDERR: 'true',
  OS_DATABASE__MAX_RETRIES: '3',
  OS_DATABASE__RETRY_INTERVAL: '1',
};

/** Runs `keystone-manage bootstrap`, which makes what is missing, and sets the password and the URLs anew. */
export async function runBootstrap(runtime: Runtime, bootstrap: Bootstrap, signal: AbortSignal): Promise<void> {
  const { host, password, username, project, region, public_url, internal_url, admin_url, run_as } = bootstrap;
  const { text } = sh`exec keystone-manage bootstrap \
    --bootstrap-username ${username} --bootstrap-project-name ${project} --bootstrap-region-id ${region} \
    --bootstrap-public-url ${public_url} --bootstrap-internal-url ${internal_url} --bootstrap-admin-url ${admin_url}`;
  // The password is not among the arguments, which everybody on the host can see.
  const environment = { ...SETTINGS, OS_BOOTSTRAP_PASSWORD: password };
  const result = await runtime
    .host(host)
    .scripts.run({ text, environment, stdin: null, runAs: run_as, workingDirectory: null }, { signal });
  if (result.exitCode === 0) return;
  throw new DiagnosticError(
    'Keystone could not be bootstrapped',
    `keystone-manage bootstrap ended with exit code ${result.exitCode} on ${host}. Mend the cause and apply again: it may be run as often as you like.\n${causeIn(result.stderr)}`,
    at('host'),
  );
}
