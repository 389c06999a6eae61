import { ApiUnavailable, CredentialsRefused } from '../../openstack/errors';
import type { Diagnosis } from '../diagnosis';
import { problem } from '../finding';
import { unreached, unreachedCause } from '../keystone-login';

/** Whether the stack itself is let into its clouds. */
export const cloudLogins: Diagnosis = {
  subject: 'logins of the stack',
  look: ({ stack, unseenClouds }) =>
    [...unseenClouds].map(([cloud, error]) => {
      const { auth_url: url = '' } = stack.cloudConfiguration(cloud) ?? {};
      const place = { url, object: `cloud "${cloud}"` };
      if (error instanceof CredentialsRefused) {
        return problem(
          `Keystone does not let ${error.who} in (401), as whom the stack works in the cloud "${cloud}".`,
          place,
          'Deploy the stack: keystone_bootstrap sets the password again. If the master key is another one than at the first deployment, bring the former back.',
        );
      }
      const fix = 'See what else is found on the host of Keystone. What is in the cloud was not examined.';
      if (!(error instanceof ApiUnavailable)) {
        return problem(`The cloud "${cloud}" cannot be looked at. ${error.message}`, place, fix);
      }
      return problem(unreachedCause(url, unreached(error)), { ...place, log: error.message }, fix);
    }),
};
