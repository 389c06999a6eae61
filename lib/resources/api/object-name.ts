import { matches, type Validator } from '../../schema/validator';

/** What Nova and Cinder take for the name of most of their objects. */
export const objectName: Validator<string> = matches(
  /^(?=\S)[^\p{Cc}]{0,254}\S$/u,
  'a name of 1 to 255 characters on one line that neither begins nor ends with a space',
);
