/**
 * `homeroom grant EMAIL` gives the Teacher plan if `TEACHER_PLAN=granted` (S-10), and a new account the full assistant
 * `--take` revokes it.
 */
import { operatorTexts as t } from "../../locales/terminal.ts";
import { failWith, type ReadArguments } from "../command.ts";
import { runWithAccounts } from "./open_accounts.ts";

export async function grant(
  { args: [email], options }: ReadArguments,
): Promise<number> {
  const granted = !options.has("take");
  const teacher = await runWithAccounts(async ({ accounts, note }) =>
    await note(granted ? "grant" : "take-plan", email)
      ? await accounts.grantPlan(email, granted)
      : null
  );
  if (!teacher) return failWith(t.noAccount(email));
  console.log(
    granted ? t.granted(teacher.email) : t.taken(teacher.email),
  );
  return 0;
}
