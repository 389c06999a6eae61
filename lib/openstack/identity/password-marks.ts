/**
 * Tells whether a user's password was set anew, without trying it: trying costs Keystone a round of bcrypt, about 0.3 s for
 * each user. A mark is made of when the password was set, by which row, and of a checksum too short to tell anything of it.
 */
export interface PasswordMarks {
  /** The marks as they were when first asked for. */
  all(): Promise<ReadonlyMap<string, string>>;
  /** A user's mark as it is now. */
  now(userId: string): Promise<string | undefined>;
}

interface Row {
  readonly user: string;
  readonly mark: string;
}

/** Asks the database of Keystone. A question answers with rows, each a JSON object. */
export function marksIn(select: (question: string) => Promise<readonly unknown[]>, database: string): PasswordMarks {
  const name = `\`${database.replaceAll('`', '``')}\``;
  // Former passwords are kept too, each in a row of its own.
  const question =
    `SELECT JSON_OBJECT('user', user_id, 'mark', MAX(CONCAT_WS('-', LPAD(created_at_int, 20, '0'), p.id, CRC32(password_hash)))) ` +
    `FROM ${name}.password p JOIN ${name}.local_user l ON l.id = p.local_user_id GROUP BY user_id`;
  const ask = async () => new Map((await select(question)).map((row) => [(row as Row).user, (row as Row).mark]));
  let asked: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    all() {
      asked ??= ask();
      asked.catch(() => {
        asked = undefined;
      });
      return asked;
    },
    now: async (userId) => (await ask()).get(userId),
  };
}
