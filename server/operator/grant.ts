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
  const changed = await runWithAccounts(async ({ accounts, note }) => {
    if (!await note(granted ? "grant" : "take-plan", email)) return null;
    const teacher = await accounts.grantPlan(email, granted);
    return teacher &&
      { teacher, isOperator: await accounts.isOperator(teacher.id) };
  });
  if (!changed) return failWith(t.noAccount(email));
  const { teacher, isOperator } = changed;
  console.log(
    granted ? t.granted(teacher.email) : t.taken(teacher.email),
  );
  if (isOperator) console.log(t.operatorsPages);
  return 0;
}
