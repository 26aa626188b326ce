/**
 * `deno task grant EMAIL` gives the Teacher plan where `TEACHER_PLAN=granted` (S-10); with `--take` after it,
 * takes it back.
 */
import { operator as t } from "../locales/en_terminal.ts";
import { withAccounts } from "./operator.ts";

if (import.meta.main) Deno.exit(await grant(Deno.args));

async function grant([email, option]: string[]): Promise<number> {
  if (!email || (option && option !== "--take")) {
    console.error(t.grantUsage);
    return 1;
  }
  const granted = option !== "--take";
  const teacher = await withAccounts((accounts) =>
    accounts.grant(email, granted)
  );
  if (!teacher) {
    console.error(t.noAccount(email));
    return 1;
  }
  console.log(
    granted ? t.granted(teacher.email) : t.taken(teacher.email),
  );
  return 0;
}
