import { setTimeout as wait } from 'node:timers/promises';
import { RequestRefused } from '../errors';
import { jsonOf } from '../json';
import type { Session } from '../session';
import { NetworkCollection } from './network-collection';
import type { SecurityGroup, SecurityGroupRule } from './objects';

interface Asked {
  readonly body: object;
  resolve(rule: SecurityGroupRule): void;
  reject(error: unknown): void;
}

/** Until then others may join: Terraform asks for ten at a time, each a moment after the other. */
const GATHER_MS = 10;

/**
 * The rules of security groups. Those of one group that are asked for at the same time are made by one request, as Neutron
 * makes all of a request or none.
 */
export class SecurityGroupRules extends NetworkCollection<SecurityGroupRule> {
  private readonly waiting = new Map<string, Asked[]>();

  constructor(
    session: Session,
    private readonly groups: NetworkCollection<SecurityGroup>,
  ) {
    super(session, 'security_group_rule');
  }

  /** Many may wait for one request, so that no one of them can stop it. */
  public override create(body: object): Promise<SecurityGroupRule> {
    const { security_group_id: group } = body as Pick<SecurityGroupRule, 'security_group_id'>;
    return new Promise((resolve, reject) => {
      const asked = { body, resolve, reject };
      const others = this.waiting.get(group);
      if (others) others.push(asked);
      else {
        this.waiting.set(group, [asked]);
        void wait(GATHER_MS).then(() => this.send(group));
      }
    });
  }

  private async send(group: string): Promise<void> {
    const asked = this.waiting.get(group) ?? [];
    this.waiting.delete(group);
    try {
      // A rule belongs to whom its group belongs to: those would not see one of the administrator's.
      const owner = await this.groups.get(group);
      const bodies = asked.map(({ body }) => ({ ...body, ...(owner && { project_id: owner.project_id }) }));
      await this.createAll(asked, bodies);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  private async createAll(asked: readonly Asked[], bodies: readonly object[]): Promise<void> {
    const { service, path, many } = this.api;
    try {
      const answer = await this.session.ask({ service, method: 'POST', path, body: { [many]: bodies } });
      const made = jsonOf<Record<string, SecurityGroupRule[]>>(answer)[many] ?? [];
      for (const [index, { resolve }] of asked.entries()) resolve(await this.enter(made[index] as SecurityGroupRule));
    } catch (error) {
      if (!(error instanceof RequestRefused) || asked.length === 1) throw error;
      // One of them is at fault, and none was made: each for itself, so that only that one fails.
      await Promise.all(
        asked.map((each, index) =>
          this.createAll([each], [bodies[index] as object]).catch((reason) => each.reject(reason)),
        ),
      );
    }
  }
}
