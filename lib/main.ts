import { serve } from './plugin/serve';
import type { DeclaredProviderService } from './schema/server/service';

let service: DeclaredProviderService | undefined;

// Everything but the handshake is loaded while Terraform connects.
void serve(
  async () => {
    const [{ stackwright }, { DeclaredProviderService }] = await Promise.all([
      import('./provider.js'),
      import('./schema/server/service.js'),
    ]);
    const made = new DeclaredProviderService(stackwright);
    service = made;
    return made;
  },
  {
    redact: (text) => service?.redact(text) ?? text,
    close: async () => service?.close(),
  },
);
