/** The ways to a second adult that the settings name (T-2). */
import type { AlertSenders } from "../../classroom/alerts/alerts.ts";
import type { Settings } from "../../classroom/settings.ts";
import type { Mailer } from "../mail/mailer.ts";
import { errorMessage } from "../error_message.ts";
import { Webhook } from "./webhook.ts";

export function makeAlertSenders(
  settings: Settings,
  mailer: Mailer | null,
): AlertSenders {
  const { SAFETY_MAIL } = settings;
  const webhook = Webhook.create(settings);
  return {
    ...mailer && SAFETY_MAIL !== undefined &&
      {
        // Every failure is retried, a refusal too: the quota may return, or the operator may mend the address.
        mail: (message) =>
          mailer.sendAlert(SAFETY_MAIL, message).catch((error) => {
            throw new Error(errorMessage(error));
          }),
      },
    ...webhook && { webhook: (message) => webhook.sendAlert(message) },
  };
}
