/**
 * `deno task grant EMAIL` gives the Teacher plan if `TEACHER_PLAN=granted` (S-10), and a new account the full assistant
 * `--take` revokes it.
 */
import { operator as t } from "../../locales/terminal.ts";
import type { ReadArguments } from "../arguments.ts";
import { fail, run } from "./command.ts";
import { withAccounts } from "./open_accounts.ts";

if (import.meta.main) {
  await run({ usage: t.grantUsage, args: [1, 1], options: ["take"] }, grant);
}

async function grant(
  { args: [email], options }: ReadArguments,
): Promise<number> {
  const granted = !options.has("take");
  const teacher = await withAccounts((accounts) =>
    accounts.grant(email, granted)
  );
  if (!teacher) return fail(t.noAccount(email));
  console.log(
    granted ? t.granted(teacher.email) : t.taken(teacher.email),
  );
  return 0;
}
