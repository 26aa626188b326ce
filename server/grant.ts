/**
 * `deno task grant EMAIL` gives the Teacher plan where `TEACHER_PLAN=granted` (S-10); with `--take` after it,
 * takes it back.
 */
import { en as t } from "../locales/en.ts";
import { withAccounts } from "./operator.ts";

if (import.meta.main) Deno.exit(await grant(Deno.args));

async function grant([email, option]: string[]): Promise<number> {
  if (!email || (option && option !== "--take")) {
    console.error(t.operator.grantUsage);
    return 1;
  }
  const granted = option !== "--take";
  const teacher = await withAccounts((accounts) =>
    accounts.grant(email, granted)
  );
  if (!teacher) {
    console.error(t.operator.noAccount(email));
    return 1;
  }
  console.log(
    granted
      ? t.operator.granted(teacher.email)
      : t.operator.taken(teacher.email),
  );
  return 0;
}
