import { serve } from './plugin/serve';
import { stackwright } from './provider';
import { DeclaredProviderService } from './schema/server/service';

void serve(new DeclaredProviderService(stackwright));
