import { string } from '../../schema/attribute';
import { at } from '../../schema/diagnostics';
import { dataSource } from '../../schema/resource';
import { given, lookUp, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { serviceAttributes, serviceKind } from './service';

const attributes = {
  cloud: given(serviceAttributes.cloud),
  type: string({
    description: 'What it is, by which clients look for it. Left out: any.',
    optional: true,
    computed: true,
  }),
  name: string({ description: 'Its name. Left out: any.', optional: true, computed: true }),
  description: told(serviceAttributes.description),
  enabled: told(serviceAttributes.enabled),
  id: told(serviceAttributes.id),
};

/** A service in the catalog of a cloud that exists, by its type, its name or both. */
export const identityServiceData = dataSource<Runtime>()({
  name: 'identity_service',
  description: 'A service in the catalog of a cloud that exists, by its type, its name or both.',
  example: `data "stackwright_identity_service" "image" {
  cloud = "main"
  type  = "image"
}`,
  attributes,
  rules: [
    {
      description: '`type`, `name` or both are given.',
      problems: ({ type, name }) =>
        type === null && name === null
          ? [
              {
                severity: 'error',
                summary: 'Any service is meant',
                detail: 'Give `type`, `name` or both.',
                path: at('type'),
              },
            ]
          : [],
    },
  ],
  read: lookUp(serviceKind, attributes, ['type', 'name']),
});
