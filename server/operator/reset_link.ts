/** `homeroom reset-link EMAIL` prints a link that sets a teacher's new password, once and within a day. */
import process from "node:process";
import { operatorTexts as t } from "../../locales/terminal.ts";
import { failWith, type ReadArguments } from "../command.ts";
import { findServerAddress } from "../data/address_file.ts";
import { runWithAccounts } from "./open_accounts.ts";

export async function resetLink(
  { args: [email] }: ReadArguments,
): Promise<number> {
  const link = await runWithAccounts(async ({ accounts, settings, note }) => {
    if (settings.PASSWORDS === "off") throw new Error(t.passwordsOff);
    if (!await note("reset-link", email)) return null;
    const token = await accounts.resetLinks.make(email);
    const origin = findServerAddress(settings, process.env);
    return token && { origin, path: `/teacher/reset?token=${token}` };
  });
  if (!link) return failWith(t.noAccount(email));
  // Printed on stderr, because other programs may read the link from stdout.
  if (link.origin === null) console.error(t.noAddress);
  console.log((link.origin ?? "") + link.path);
  return 0;
}
