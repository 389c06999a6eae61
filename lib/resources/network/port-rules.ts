import type { Diagnostic } from '../../plugin/diagnostic';
import { isUnknown } from '../../plugin/value/unknown';
import type { Rule } from '../../schema/resource';
import { isAddress, sameNetwork } from './addresses';
import type { PortAttributes } from './port-attributes';

/** Whether each address is asked for once. */
export const addressesOnce: Rule<PortAttributes> = {
  description: 'No address stands twice in `fixed_ips`.',
  problems({ fixed_ips: ips }) {
    if (!Array.isArray(ips)) return [];
    const known = ips.map((ip) =>
      ip === null || isUnknown(ip) ? null : (ip as { readonly ip_address: unknown }).ip_address,
    );
    return known.flatMap((address, index) => {
      if (typeof address !== 'string' || !isAddress(address)) return [];
      const isSame = (other: unknown) => typeof other === 'string' && isAddress(other) && sameNetwork(address, other);
      if (!known.slice(0, index).some(isSame)) return [];
      return [
        problem(
          'Address given twice',
          `${address} stands in fixed_ips twice. Leave one of them out.`,
          'fixed_ips',
          index,
        ),
      ];
    });
  },
};

/** Whether what port security does is asked for where there is none. */
export const securedIfFiltered: Rule<PortAttributes> = {
  description: '`security_groups` and `allowed_address_pairs` are left out when `port_security_enabled` is false.',
  problems({ port_security_enabled: secured, security_groups, allowed_address_pairs }) {
    if (secured !== false) return [];
    return Object.entries({ security_groups, allowed_address_pairs }).flatMap(([name, value]) =>
      Array.isArray(value) && value.length > 0
        ? [
            problem(
              'Nothing to filter',
              `port_security_enabled is false: everything goes through this port. Leave ${name} out, or port_security_enabled.`,
              name,
            ),
          ]
        : [],
    );
  },
};

function problem(summary: string, detail: string, attribute: string, index?: number): Diagnostic {
  const path = index === undefined ? [{ attribute }] : [{ attribute }, { index }];
  return { severity: 'error', summary, detail, path };
}
