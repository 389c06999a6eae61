import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import type { AgentFacts } from '../core/platform/facts';
import { Command } from '../infrastructure/command';

/**
 * What an agent has made in the kernel outlives it, so that guests stay connected while it restarts. When it goes for good, its
 * bridges, namespaces and filter rules go after it has stopped: its service depends on this.
 * @param reads its packages and configuration, with which they are found
 */
export function agentTraces(
  scope: Construct,
  id: string,
  host: Host,
  { cleanUp }: AgentFacts,
  reads: readonly ITerraformDependable[],
): Command[] {
  if (cleanUp === undefined) return [];
  return [new Command(scope, id, { host, delete: cleanUp, dependsOn: [...reads] })];
}
