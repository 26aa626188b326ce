/**
 * `homeroom link-account EMAIL [ADDRESS]` lets the person whom the school's provider signs in with ADDRESS (by default
 * EMAIL) use the account EMAIL (D-1): its password is lost, another person has made it, or its address has changed.
 */
import { operatorTexts as t } from "../../locales/terminal.ts";
import { failWith, type ReadArguments } from "../command.ts";
import { runWithAccounts } from "./open_accounts.ts";

export async function linkAccount(
  { args: [email, address] }: ReadArguments,
): Promise<number> {
  return await runWithAccounts(async ({ settings, school, note }) => {
    if (settings.OIDC_ISSUER === undefined) return failWith(t.linkOff);
    if (!await note("link-account", email)) return failWith(t.noAccount(email));
    const schoolAddress = address ?? email;
    const result = await school.approveLink(email, schoolAddress);
    if ("missing" in result) return failWith(t.noAccount(email));
    if ("taken" in result) return failWith(t.linkTaken(schoolAddress));
    console.log(t.linkApproved(result.email, schoolAddress));
    return 0;
  });
}
