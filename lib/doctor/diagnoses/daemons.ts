import { isRecord } from '../../plugin/value/value';
import type { Diagnosis } from '../diagnosis';
import type { Examination, ExaminedCloud } from '../examination';
import { type Finding, note } from '../finding';
import { silentDaemon } from '../silent-daemon';
import { text } from '../wanted';

/** Daemons that report to an API, and have not for a while. */
export const daemons: Diagnosis = {
  subject: 'daemons',
  async look(examination) {
    const found = await Promise.all(
      examination.clouds.map(async (cloud) => [
        ...(await compute(examination, cloud)),
        ...(await network(examination, cloud)),
      ]),
    );
    return found.flat();
  },
};

async function compute(examination: Examination, { name, cloud }: ExaminedCloud): Promise<Finding[]> {
  const wanted = examination.stack.resources('compute_service').filter(({ values }) => values.cloud === name);
  if (wanted.length === 0) return [];
  const services = [...(await cloud.compute.services.all()).values()];
  const found = wanted.map(async ({ values }) => {
    const [host, binary] = [text(values.host) ?? '', text(values.binary) ?? 'nova-compute'];
    const service = services.find((candidate) => candidate.host === host && candidate.binary === binary);
    if (service?.status === 'disabled' && values.enabled !== false) {
      const why = service.disabled_reason === null ? '' : ` (${service.disabled_reason})`;
      const cause = `${binary} on ${host} is disabled${why}: no new instance is placed there.`;
      return [note(cause, { object: `compute service ${binary} on ${host}` }, 'Enable it: deploy the stack.')];
    }
    if (service?.state === 'up') return [];
    const what = service ? 'has not reported for a minute' : 'has never reported';
    return silentDaemon(examination, { who: `Nova's ${binary}`, hostname: host, what, program: binary });
  });
  return (await Promise.all(found)).flat();
}

async function network(examination: Examination, { name, cloud }: ExaminedCloud): Promise<Finding[]> {
  const wanted = examination.stack.resources('network_agent').filter(({ values }) => values.cloud === name);
  if (wanted.length === 0) return [];
  const agents = [...(await cloud.agents.all()).values()];
  const found = wanted.map(async ({ values }) => {
    const [host, type] = [text(values.host) ?? '', text(values.agent_type) ?? ''];
    const agent = agents.find((candidate) => candidate.host === host && candidate.agent_type === type);
    if (agent?.alive) return [];
    const unit = isRecord(values.unit) ? text(values.unit.name) : undefined;
    const what = agent ? 'has not reported for a while' : 'has never reported';
    return silentDaemon(examination, { who: `Neutron's ${type}`, hostname: host, what, unit });
  });
  return (await Promise.all(found)).flat();
}
