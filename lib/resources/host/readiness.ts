import type { Probe } from '../../host/units/readiness';
import { number, object, string } from '../../schema/attribute';
import type { State } from '../../schema/model';
import { integer, matches, type Validator } from '../../schema/validator';

const PROBES = ['tcp', 'http', 'command'] as const;
const ADDRESS = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/;

const probeAttributes = {
  tcp: string({
    description: 'Ready when something accepts connections at this `ADDRESS:PORT`, as seen from the host.',
    optional: true,
    validate: [matches(ADDRESS, 'ADDRESS:PORT such as "127.0.0.1:11211" or "[::1]:11211"')],
  }),
  http: string({
    description: 'Ready when this URL, asked from the host, answers with `status`. Needs python3 on the host.',
    optional: true,
    validate: [matches(/^https?:\/\/[^\s/]+\S*$/, 'a URL such as "http://127.0.0.1:5000/v3"')],
  }),
  status: number({
    description: 'The HTTP status that means ready. Redirections are not followed.',
    default: 200,
    validate: [integer(100, 599)],
  }),
  command: string({ description: 'Ready when this shell command succeeds, as root on the host.', optional: true }),
  timeout_seconds: number({
    description: 'How long it may take until it is ready.',
    default: 60,
    validate: [integer(1, 3600)],
  }),
};

type ReadinessValue = State<typeof probeAttributes>;

const oneProbe: Validator<ReadinessValue> = {
  description: 'exactly one of `tcp`, `http` and `command`',
  problem(readiness) {
    const given = PROBES.filter((name) => (readiness[name] ?? null) !== null);
    if (given.length === 1) return undefined;
    return given.length === 0
      ? 'It names nothing to try. Give one of `tcp`, `http` and `command`.'
      : `Keep one of ${given.map((name) => `\`${name}\``).join(' and ')}.`;
  },
};

/** How to tell that a service does its work. */
export const readinessAttribute = object(probeAttributes, {
  description:
    'How to tell that the service answers, after it was started and whenever this resource is applied. Exactly one of `tcp`, `http` and `command`.',
  optional: true,
  validate: [oneProbe],
  example: '{ tcp = "127.0.0.1:11211" }',
});

/** The probe that is configured; undefined when none is. */
export function configuredProbe(readiness: ReadinessValue | null): Probe | undefined {
  if (!readiness) return undefined;
  const { tcp, http, status, command } = readiness;
  if (http !== null) return { http, status };
  if (command !== null) return { command };
  const [, bracketed, plain, port] = ADDRESS.exec(tcp ?? '') ?? [];
  return { tcp: { address: bracketed ?? plain ?? '', port: Number(port) } };
}
