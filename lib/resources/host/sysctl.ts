import type { Host } from '../../host/host';
import { sameSysctlKey, sameSysctlValue } from '../../host/sysctls/sysctl-key';
import { type SysctlInfo, SysctlRefused } from '../../host/sysctls/sysctls';
import { bool, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { matches } from '../../schema/validator';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';

const attributes = {
  host: hostAttribute,
  key: string({
    description: 'Name of the parameter. A dot inside a part, as in the name of an interface, is written as `/`.',
    required: true,
    replace: true,
    same: sameSysctlKey,
    validate: [
      matches(
        /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_@:-]*([./][A-Za-z0-9_@:-]+)+$/,
        'the name of a kernel parameter such as "net.ipv4.ip_forward"',
      ),
    ],
    example: '"net.ipv4.ip_forward"',
  }),
  value: string({
    description: 'Its value. Several numbers are separated by spaces; how many spaces or tabs makes no difference.',
    required: true,
    same: sameSysctlValue,
    validate: [matches(/^[^\0\n\r]*\S[^\0\n\r]*$/, 'one line that is not empty')],
    example: '"1"',
  }),
  persistent: bool({
    description: 'Whether the value also holds after a boot, through a file in `/etc/sysctl.d`.',
    default: true,
  }),
};
type Attributes = typeof attributes;

/** A parameter of the running kernel. */
export const sysctl = resource<Runtime>()({
  name: 'sysctl',
  description:
    'A kernel parameter on a host, now and after a boot. The value that it had before comes back when this is destroyed.',
  example: `resource "stackwright_sysctl" "forward" {
  host  = "node1"
  key   = "net.ipv4.ip_forward"
  value = "1"
}`,
  attributes,
  timeouts: { create: 60, read: 60, update: 60, delete: 60 },

  async read({ runtime, importing }, state) {
    const info = await runtime.host(state.host).sysctls.info(state.key);
    if (!info) return GONE;
    const { value, atBoot } = info;
    if (value === null) {
      throw new DiagnosticError(
        'Cannot be read',
        `${state.key} on ${state.host} can be written but not read, so it cannot be kept. Write it with a command resource.`,
        at('key'),
      );
    }
    const expected = importing ? value : state.value;
    // A file that should not be there is one too many whatever it says.
    const persistent = atBoot !== null && (state.persistent === false || sameSysctlValue(atBoot, expected));
    return { ...state, value, persistent };
  },

  async create(context, inputs) {
    const host = context.runtime.host(inputs.host);
    await existing(host, inputs);
    // From here on there may be something to put back, whatever fails.
    context.save(inputs);
    return apply(context, host, inputs);
  },

  update: (context, inputs) => apply(context, context.runtime.host(inputs.host), inputs),

  async delete({ runtime, signal }, state) {
    const { sysctls } = runtime.host(state.host);
    const before = await sysctls.found.recall(state.key, signal);
    await sysctls.unsetAtBoot(state.key, signal);
    const now = (await sysctls.info(state.key))?.value ?? null;
    if (now !== null && before !== undefined && !sameSysctlValue(now, before)) {
      await set(runtime.host(state.host), state.key, before, now, signal);
    }
    await sysctls.found.forget(state.key, signal);
  },

  import: importOnHost('key', 'node1:net.ipv4.ip_forward'),
});

async function apply({ signal }: Context<Runtime>, host: Host, inputs: Inputs<Attributes>): Promise<State<Attributes>> {
  const { sysctls } = host;
  const { key, value, persistent } = inputs;
  const before = await existing(host, inputs);
  if (before.value !== null) await sysctls.found.remember(key, before.value, signal);
  await set(host, key, value, before.value, signal);
  const { value: actual } = await existing(host, inputs);
  if (actual === null || !sameSysctlValue(actual, value)) {
    throw new DiagnosticError(
      'The kernel made another value of it',
      `value of ${key} on ${host.name} was set to "${value}" and reads "${actual ?? ''}" now. Give the value as the kernel shows it.`,
      at('value'),
    );
  }
  if (persistent) await sysctls.setAtBoot(key, value, signal);
  else await sysctls.unsetAtBoot(key, signal);
  return { ...inputs };
}

async function set({ name, sysctls }: Host, key: string, value: string, now: string | null, signal: AbortSignal) {
  try {
    await sysctls.set(key, value, signal);
  } catch (error) {
    if (!(error instanceof SysctlRefused)) throw error;
    const detail = `${error.message} On ${name} it is "${now ?? ''}".`;
    throw new DiagnosticError('Not a value of this parameter', detail, at('value'));
  }
}

async function existing(host: Host, { key }: { readonly key: string }): Promise<SysctlInfo> {
  const info = await host.sysctls.info(key);
  if (info) return info;
  throw new DiagnosticError(
    'No such kernel parameter',
    `The kernel of ${host.name} has no ${key}. Mend the name; if a kernel module or an interface brings the parameter, it has to be there first.`,
    at('key'),
  );
}
