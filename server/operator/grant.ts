/**
 * `deno task grant EMAIL` gives the Teacher plan where `TEACHER_PLAN=granted` (S-10), and a new account the whole of
 * the assistant; `--take` after it takes that back.
 */
import { operator as t } from "../../locales/terminal.ts";
import { fail, run } from "./command.ts";
import { withAccounts } from "./open_accounts.ts";

if (import.meta.main) await run(grant);

async function grant([email, option]: string[]): Promise<number> {
  if (!email || (option && option !== "--take")) return fail(t.grantUsage);
  const granted = option !== "--take";
  const teacher = await withAccounts((accounts) =>
    accounts.grant(email, granted)
  );
  if (!teacher) return fail(t.noAccount(email));
  console.log(
    granted ? t.granted(teacher.email) : t.taken(teacher.email),
  );
  return 0;
}
