/**
 * Writes mails in their readers' languages and sends them by SMTP (D-2). Connects for the first mail.
 */
import type { Transporter } from "nodemailer";
import { mail as t } from "texts/accounts_mail.ts";
import { alertMail as alertTexts } from "texts/alerts_mail.ts";
import { languages } from "texts/languages.ts";
import type { OutgoingAlert } from "../../classroom/alerts/alert_messages.ts";
import type { OutgoingMail } from "../../classroom/accounts/mail/outgoing_mail.ts";
import { Undeliverable } from "../../classroom/storage/delivery_queue.ts";
import {
  isMailAddress,
  type MailSender,
  parseMailSender,
  parseSmtpServer,
  type SmtpServer,
} from "../../classroom/mail_settings.ts";
import type { Settings } from "../../classroom/settings.ts";
import { formatTime } from "../../formats/format_time.ts";
import { type Language, runInLanguage } from "../../locales/current.ts";
import { localPath } from "../../locales/local_path.ts";
import { inCodes, openTransport } from "./transport.ts";

export class Mailer {
  readonly #server: SmtpServer;
  readonly #from: MailSender;
  readonly #origin: string;
  readonly #ca: string | undefined;
  #transport: Promise<Transporter> | undefined;

  /**
   * @param origin prefix of links
   * @param ca certificate authority of the server, for tests
   */
  constructor(
    server: SmtpServer,
    from: MailSender,
    origin: string,
    ca?: string,
  ) {
    this.#server = server;
    this.#from = from;
    this.#origin = origin;
    this.#ca = ca;
  }

  static create(
    { SMTP_URL, MAIL_FROM, BASE_URL }: Pick<
      Settings,
      "SMTP_URL" | "MAIL_FROM" | "BASE_URL"
    >,
  ): Mailer | null {
    const server = parseSmtpServer(SMTP_URL ?? "");
    const from = parseMailSender(MAIL_FROM ?? "");
    if (!server || !from || !BASE_URL) return null;
    return new Mailer(server, from, BASE_URL);
  }

  /** Throws `Undeliverable` if a retry is useless. */
  async send(letter: OutgoingMail): Promise<void> {
    const { to, language } = letter;
    await this.#send(to, writeMail(letter, this.#origin), {
      "Content-Language": language,
    });
  }

  /** Sends an alert (T-2) in all languages, since nobody has said which one its reader knows. */
  async sendAlert(to: string, alert: OutgoingAlert): Promise<void> {
    const { hostname } = new URL(this.#origin);
    await this.#send(to, writeAlertMail(alert, this.#origin), {
      "Content-Language": languages.map(({ tag }) => tag).join(", "),
      "Message-ID": `<alert-${alert.id}@${hostname}>`,
    });
  }

  async #send(
    to: string,
    { subject, text, html }: WrittenMail,
    headers: Record<string, string>,
  ): Promise<void> {
    if (!isMailAddress(to)) throw new Undeliverable("address");
    const { "Message-ID": messageId, ...otherHeaders } = headers;
    const { address } = this.#from;
    this.#transport ??= openTransport(
      this.#server,
      new URL(this.#origin).hostname,
      this.#ca,
    );
    const transport = await this.#transport;
    try {
      await transport.sendMail({
        from: this.#from,
        to: { name: "", address: to },
        envelope: { from: address, to: [to] },
        subject,
        text,
        html,
        ...messageId && { messageId },
        headers: { "Auto-Submitted": "auto-generated", ...otherHeaders },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      throw inCodes(error);
    }
  }

  async close(): Promise<void> {
    (await this.#transport)?.close();
  }
}

// Mails in their reader's language, as plain text and as HTML without pictures, colours or anything loaded. Names that
// people chose appear only in the body, never in the subject (D-2).

interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Parts {
  subject: string;
  introduction: string[];
  action: string;
  links: string[];
  closing: string[];
}

export function writeMail(letter: OutgoingMail, origin: string): WrittenMail {
  const reader = languages.find(({ tag }) => tag === letter.language) ??
    languages[0];
  return layOut([reader], () => partsOf(letter, origin));
}

export function writeAlertMail(
  alert: OutgoingAlert,
  origin: string,
): WrittenMail {
  return layOut(languages, () => alertParts(alert, origin));
}

/** Lays out the parts in each language, one after the other. */
function layOut(
  readers: readonly Language[],
  makeParts: () => Parts,
): WrittenMail {
  const written = readers.map((reader) =>
    runInLanguage(reader, () => layOutIn(reader, makeParts()))
  );
  const subject = written.map((it) => it.subject).join(" / ");
  const [{ tag, direction }] = readers;
  const html = [
    `<!doctype html><html lang="${tag}" dir="${direction}">`,
    `<head><meta charset="utf-8"><title>${escaped(subject)}</title>`,
    `<meta name="viewport" content="width=device-width">`,
    `<meta name="color-scheme" content="light dark">`,
    `<style>${style}</style></head><body><main>`,
    ...written.map((it) => it.html),
    "</main></body></html>",
  ].join("\n");
  return { subject, text: written.map((it) => it.text).join("\n"), html };
}

function layOutIn(
  { tag, direction }: Language,
  { subject, introduction, action, links, closing }: Parts,
): WrittenMail {
  const paragraphs = [
    ...introduction,
    `${action}:\n${links.join("\n")}`,
    ...closing,
  ];
  const text = paragraphs.join("\n\n") + "\n";
  const p = (words: string) => `<p>${escaped(words)}</p>`;
  const hrefs = links.map(escaped);
  const html = [
    `<section lang="${tag}" dir="${direction}">`,
    `<h1>${escaped(subject)}</h1>`,
    ...introduction.map(p),
    ...hrefs.length === 1
      ? [`<p><a class="action" href="${hrefs}">${escaped(action)}</a></p>`]
      : [p(action), ...hrefs.map((it) => `<p><a href="${it}">${it}</a></p>`)],
    ...closing.map(p),
    ...hrefs.length === 1
      ? [`<p class="address">${escaped(t.copy)}<br>${hrefs}</p>`]
      : [],
    "</section>",
  ].join("\n");
  return { subject, text, html };
}

function alertParts(message: OutgoingAlert, origin: string): Parts {
  const { host } = new URL(origin);
  const link = (session: string) =>
    origin + localPath(`/teacher/sessions/${session}`);
  const { subject, nothing } = alertTexts;
  if ("classes" in message) {
    const { classes } = message;
    const count = classes.reduce((sum, it) => sum + it.count, 0);
    const values = { host, count, classes: classes.length };
    return {
      subject,
      introduction: [alertTexts.joint(values), alertTexts.jointWhy],
      action: alertTexts.jointAction,
      links: classes.map(({ session }) => link(session)),
      closing: [alertTexts.jointLinks, nothing],
    };
  }
  const { session, because, causes, isSummary } = message;
  const [{ kind }] = causes;
  return {
    subject,
    introduction: [
      isSummary
        ? alertTexts.more({ count: causes.length, host })
        : kind === "note"
        ? alertTexts.note({ host })
        : alertTexts.worrying({ host }),
      because === "no-staff" ? alertTexts.noStaff : alertTexts.notTaken,
    ],
    action: alertTexts.action,
    links: [link(session)],
    closing: [alertTexts.link, nothing],
  };
}

/** Only the colours of the reader's program, light or dark. */
const style = [
  ":root { color-scheme: light dark }",
  "body { font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 24px; background: Canvas; color: CanvasText }",
  "main { max-width: 34em; margin: 0 auto; overflow-wrap: anywhere }",
  "h1 { font-size: 22px; line-height: 1.3; margin-block: 0 16px }",
  "a { color: LinkText }",
  ".action { display: inline-block; padding: 10px 18px; border: 2px solid; border-radius: 8px; font-weight: 700; text-decoration: none }",
  ".address { font-size: 14px; margin-block-start: 32px }",
].join("\n");

function partsOf(letter: OutgoingMail, origin: string): Parts {
  const { token } = letter;
  const { host } = new URL(origin);
  const link = (path: string) => origin + localPath(path);
  switch (letter.kind) {
    case "reset":
      return {
        subject: t.resetSubject,
        introduction: [t.reset({ host })],
        action: t.resetAction,
        links: [link(`/teacher/reset?token=${token}`)],
        closing: [t.resetNote, t.resetNotYou],
      };
    case "confirm":
      return {
        subject: t.confirmSubject,
        introduction: [t.confirm({ host })],
        action: t.confirmAction,
        links: [link(`/teacher/confirm?token=${token}`)],
        closing: [t.confirmNote, t.confirmNotYou],
      };
    case "invitation": {
      const { from: { name, email }, startsAt, session, zone } = letter;
      const words = {
        name: unlinked(name),
        email,
        className: unlinked(letter.className),
        host,
      };
      const time = startsAt && formatTime(startsAt, "day", zone);
      return {
        subject: t.invitationSubject,
        introduction: [
          letter.as === "moderator" ? t.moderator(words) : t.observer(words),
          time ? t.begins({ time, zone }) : t.running,
        ],
        action: t.invitationAction,
        links: [link(`/teacher/confirm?token=${token}&to=${session}`)],
        closing: [t.invitationNote, t.invitationNotYou],
      };
    }
  }
}

/**
 * A person's chosen name on one line. Mail programs turn what looks like an address into a link, so our server could
 * send strangers to any site.
 */
function unlinked(name: string): string {
  return name.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[.․．｡](?=[\p{L}\p{N}-]*\p{L}{2})/gu, "$& ")
    // The Chinese full stop; before plain letters it may be the dot of an address.
    .replace(/。(?=[a-z\d-]*[a-z]{2})/gi, "$& ")
    .replace(/(?<=:)(?=\/\/)/g, " ")
    .replace(/@(?=\S)/g, "@ ").trim();
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
}
