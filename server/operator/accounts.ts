/** `homeroom accounts [PART]` lists the accounts with PART in their address or name. It changes nothing. */
import { operatorTexts as t } from "../../locales/terminal.ts";
import type { ReadArguments } from "../command.ts";
import { runWithAccounts } from "./open_accounts.ts";

export async function listAccounts(
  { args: [part = ""] }: ReadArguments,
): Promise<number> {
  const accounts = await runWithAccounts(({ store }) => store.search(part));
  for (
    const { email, name, createdAt, granted, password, school } of accounts
  ) {
    const day = new Date(createdAt).toISOString().slice(0, 10);
    const signsInBy = [
      ...password ? [t.byPassword] : [],
      ...school ? [t.bySchool] : [],
    ];
    const line = [email, day, signsInBy.join("+"), ...granted ? [t.plan] : []];
    console.log([...line, name].map(withoutControls).join("\t"));
  }
  // Printed on stderr, because other programs may read the list from stdout.
  console.error(t.accountsFound(accounts.length));
  return 0;
}

/** Removes control characters, which the terminal would obey. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "");
}
