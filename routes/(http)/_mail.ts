/** Who asks for a mail: the network that limits count by, and the language of their page. */
import type { MailSource } from "../../classroom/accounts/mail/mails.ts";
import { language } from "../../locales/current.ts";

/** Where a request for a mail comes from. */
export function mailSource({ address }: { address: string }): MailSource {
  return { address, language: language().tag };
}
