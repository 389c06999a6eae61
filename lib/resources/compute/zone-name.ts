import { matches, type Validator } from '../../schema/validator';

/** What Nova takes for the name of a zone or an aggregate: both stand in lists and between colons. */
export const zoneName: Validator<string> = matches(
  /^(?=\S)[^\p{Cc}:]{0,254}[^\s:]$/u,
  'a name of 1 to 255 characters without ":" that neither begins nor ends with a space',
);
