import { DefaultTokenResolver, StringConcat, Tokenization } from 'cdktf';
import type { IConstruct } from 'constructs';

/** A text as it is in what is synthesized: with `${…}` where CDKTF has tokens, of which two for the same differ. */
export function resolved(scope: IConstruct, text: string): string {
  return `${Tokenization.resolve(text, { scope, resolver: new DefaultTokenResolver(new StringConcat()), preparing: false })}`;
}
