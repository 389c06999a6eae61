// Provisioners of any resource, on hosts that Stackwright knows: it gives them its connection.
import { readFileSync } from 'node:fs';
import { NullProvider } from '@cdktf/provider-null/lib/provider';
import { Resource } from '@cdktf/provider-null/lib/resource';
import { App, DataResource, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { Host, type HostProps } from 'stackwright';

/** With the resource that is part of Terraform itself. */
class BuiltInStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: HostProps) {
    super(scope, id);
    const host = new Host(this, 'node1', props);
    new DataResource(this, 'Greeting', {
      connection: host.connection,
      provisioners: [{ type: 'remote-exec', inline: ['echo "Hello from $(hostname)"'] }],
    });
  }
}

/** With a null_resource. */
class NullStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: HostProps) {
    super(scope, id);
    const host = new Host(this, 'node1', props);
    new NullProvider(this, 'Null');
    new Resource(this, 'Greeting', {
      connection: host.connection,
      provisioners: [{ type: 'remote-exec', inline: ['echo "Hello from $(hostname)"'] }],
    });
  }
}

const { node1 } = JSON.parse(readFileSync('hosts.json', 'utf8')) as Record<'node1', HostProps>;
const app = new App();
new BuiltInStack(app, 'built-in', node1);
new NullStack(app, 'null', node1);
app.synth();
