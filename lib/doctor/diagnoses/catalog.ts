import type { Interface } from '../../openstack/catalog';
import type { Diagnosis } from '../diagnosis';
import type { Examination, Examined, ExaminedCloud } from '../examination';
import { type Finding, problem } from '../finding';
import { text } from '../wanted';

/** An endpoint that the catalog names. */
interface Endpoint {
  readonly type: string;
  readonly interface: Interface;
  readonly region: string | null;
  readonly url: string;
}

/** Services and endpoints that the catalog lacks, and endpoints that do not answer. */
export const catalog: Diagnosis = {
  subject: 'catalog',
  async look(examination) {
    const found = await Promise.all(
      examination.clouds.map(async (cloud) => [
        ...missingServices(examination, cloud),
        ...missingEndpoints(examination, cloud),
        ...(await silentEndpoints(examination, cloud)),
      ]),
    );
    return found.flat();
  },
};

function endpointsOf({ token }: ExaminedCloud): Endpoint[] {
  return token.catalog.flatMap(({ type, endpoints }) =>
    endpoints.map((endpoint) => ({
      type,
      interface: endpoint.interface,
      region: endpoint.region_id,
      url: endpoint.url,
    })),
  );
}

const RESTORE = 'Deploy the stack, which enters it again.';

function missingServices({ stack }: Examination, examined: ExaminedCloud): Finding[] {
  const there = new Set(examined.token.catalog.filter(({ endpoints }) => endpoints.length > 0).map(({ type }) => type));
  const types = (type: string) => stack.resources(type).filter(({ values }) => values.cloud === examined.name);
  const wanted = [
    ...types('keystone_bootstrap').map(() => 'identity'),
    ...types('identity_service').flatMap(({ values }) => text(values.type) ?? []),
  ];
  return wanted
    .filter((type) => !there.has(type))
    .map((type) => {
      const cause = `The catalog of the cloud "${examined.name}" has no endpoint of the service "${type}": clients say "Endpoint for ${type} not found" or "Unable to authorize user".`;
      return problem(cause, { object: `service ${type}` }, RESTORE);
    });
}

/** Those of services that have others: the service alone is told of otherwise. */
function missingEndpoints({ stack }: Examination, examined: ExaminedCloud): Finding[] {
  const there = endpointsOf(examined);
  return stack
    .resources('identity_endpoint')
    .filter(({ values }) => values.cloud === examined.name)
    .flatMap(({ values }) => {
      const [url, wanted, region] = [text(values.url), text(values.interface), text(values.region)];
      if (url === undefined || wanted === undefined) return [];
      const alike = there.filter((endpoint) => base(endpoint.url) === base(url));
      const [{ type } = { type: undefined }] = alike;
      const isThere = alike.some(
        (endpoint) => endpoint.interface === wanted && endpoint.region === (region ?? endpoint.region),
      );
      if (isThere || type === undefined) return [];
      const cause = `The catalog of the cloud "${examined.name}" has no ${wanted} endpoint of the service "${type}"${region === undefined ? '' : ` in ${region}`}, which belongs at ${url}.`;
      return problem(cause, { url, object: `service ${type}` }, RESTORE);
    });
}

/** A URL without what Keystone fills in, such as the project. */
function base(url: string): string {
  return URL.canParse(url.replace(/[$%]\(.*/, '')) ? new URL(url.replace(/[$%]\(.*/, '')).origin : url;
}

async function silentEndpoints({ stack, hosts }: Examination, examined: ExaminedCloud): Promise<Finding[]> {
  const from = stack.cloudConfiguration(examined.name)?.host;
  const byOrigin = new Map<string, Endpoint[]>();
  for (const endpoint of endpointsOf(examined)) {
    if (!URL.canParse(endpoint.url)) continue;
    const { origin } = new URL(endpoint.url);
    byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), endpoint]);
  }
  const found = [...byOrigin].map(async ([origin, endpoints]) => {
    const why = await silence(examined, origin);
    if (why === undefined) return [];
    const { hostname, port } = new URL(origin);
    const host = hosts.find(({ address }) => address === hostname);
    // A unit that does not run is told of where units are.
    if (host && hasStopped(host, Number(port))) return [];
    const isNobodyThere = host && !host.facts.listeners.some((listener) => `${listener.port}` === port);
    const types = [...new Set(endpoints.map(({ type }) => type))].join(', ');
    const seen = typeof from === 'string' ? `, seen from ${from}` : '';
    const because = isNobodyThere ? `nothing listens at port ${port} on ${host.name}` : why;
    const cause = `The endpoint of ${types} at ${origin} does not answer${seen}: ${because}.`;
    const place = { ...(host && { host: host.name }), url: origin, object: `service ${types}` };
    const fix = isNobodyThere
      ? 'See that its unit runs, and that it is configured to listen there; if the URL is wrong, deploy the stack, which sets it again.'
      : 'See that the URL is the right one and that no firewall is in between; if the stack has another one, deploy it.';
    return [problem(cause, place, fix)];
  });
  return (await Promise.all(found)).flat();
}

function hasStopped({ wanted, facts }: Examined, port: number): boolean {
  const unit = wanted.units.find((candidate) => candidate.active && candidate.port === port);
  return unit !== undefined && facts.units.get(unit.name)?.state !== 'active';
}

/** An API that answers later is of no use. */
const PATIENCE_SECONDS = 30;

/** Why there is no answer; undefined when there is one, be it a refusal. */
async function silence({ cloud }: ExaminedCloud, origin: string): Promise<string | undefined> {
  try {
    const status = await cloud.session.knock(`${origin}/`, AbortSignal.timeout(PATIENCE_SECONDS * 1000));
    return status >= 502 && status <= 504 ? `it answers with ${status}` : undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.name === 'TimeoutError' ? `nothing within ${PATIENCE_SECONDS} s` : error.message.replace(/\.$/, '');
  }
}
