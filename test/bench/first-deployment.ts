import type { Example } from '../host/example';
import type { Workspace } from '../host/workspace';
import { atMost, median, report, seconds, sideBySide } from './measure';
import { processorSeconds } from './processor';

/** What is deployed, and what an operator would do instead. */
export interface Deployment {
  /** For people. */
  readonly what: string;
  /** Puts the example beside bare hosts. */
  open(): Promise<{ readonly example: Example; readonly stack: Workspace; close(): unknown }>;
  /** Makes bare hosts, and gives what brings the same about on them. */
  prepareScript(): Promise<() => Promise<unknown>>;
  /** Seconds that a plan without changes should take at most. */
  readonly planWithin: number;
  /** What else is measured of a cloud that stands. */
  look?(stack: Workspace): Promise<unknown>;
}

/** Plans of each deployment. */
const PLANS = 5;

/** The first deployment to bare hosts, against a script for the same; and plans without changes. */
export async function measureFirstDeployment(rounds: number, deployment: Deployment): Promise<void> {
  const shares: number[] = [];
  const plans: number[] = [];
  const ours = async () => {
    const cloud = await deployment.open();
    const { example, stack } = cloud;
    try {
      await example.cdktf('synth');
      await stack.succeed('init', '-input=false', '-no-color');
      let busy = 0;
      const taken = await seconds(async () => {
        busy = await processorSeconds(stack.directory);
      });
      shares.push(busy / taken);
      if ((await stack.plan()).length > 0) throw new Error('the plan after the deployment is not empty');
      // The guest boots meanwhile, which takes a processor at first.
      for (let round = 0; round < PLANS; round++)
        plans.push(await seconds(() => stack.succeed('plan', '-input=false', '-no-color')));
      await deployment.look?.(stack);
      report('    terraform apply, seconds', taken.toFixed(1));
      return taken;
    } finally {
      await cloud.close();
    }
  };
  const script = async () => {
    const run = await deployment.prepareScript();
    const taken = await seconds(run);
    report('    shell script, seconds', taken.toFixed(1));
    return taken;
  };
  console.log(deployment.what);
  // What the hosts download is in the lab's cache afterwards.
  await sideBySide(1, { script });
  const taken = await sideBySide(rounds, { script, ours });
  report('    times the script', (taken.ours / taken.script).toFixed(2), atMost(0.9));
  report(
    '    processor time of terraform and the provider, of the whole',
    Math.max(...shares).toFixed(3),
    atMost(0.05),
  );
  report('    terraform plan without changes, seconds', median(plans).toFixed(2), atMost(deployment.planWithin));
}
