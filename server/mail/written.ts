/**
 * Mails in words, in their reader's language: as plain text, and the same as HTML without pictures, colours of its own
 * or anything that is loaded. The subject is ours alone: names that people chose stand in the text (D-2).
 */
import { mail as t } from "texts/accounts_mail.ts";
import { languages } from "texts/languages.ts";
import type { Letter } from "../../classroom/accounts/mail/letters.ts";
import { writeTime } from "../../components/ui/time.ts";
import { speak } from "../../locales/current.ts";
import { localPath } from "../../locales/local_path.ts";

/** A mail as it is read. */
export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Parts {
  subject: string;
  before: string[];
  action: string;
  link: string;
  after: string[];
}

/** A mail in words; its link leads to `origin`. */
export function written(letter: Letter, origin: string): WrittenMail {
  const reader = languages.find(({ tag }) => tag === letter.language) ??
    languages[0];
  return speak(reader, () => {
    const { subject, before, action, link, after } = partsOf(letter, origin);
    const paragraphs = [...before, `${action}:\n${link}`, ...after];
    const text = paragraphs.join("\n\n") + "\n";
    const p = (words: string) => `<p>${escaped(words)}</p>`;
    const href = escaped(link);
    const html = [
      `<!doctype html><html lang="${reader.tag}" dir="${reader.direction}">`,
      `<head><meta charset="utf-8"><title>${escaped(subject)}</title>`,
      `<meta name="viewport" content="width=device-width">`,
      `<meta name="color-scheme" content="light dark">`,
      `<style>${style}</style></head><body><main>`,
      `<h1>${escaped(subject)}</h1>`,
      ...before.map(p),
      `<p><a class="action" href="${href}">${escaped(action)}</a></p>`,
      ...after.map(p),
      `<p class="address">${escaped(t.copy)}<br>${href}</p>`,
      "</main></body></html>",
    ].join("\n");
    return { subject, text, html };
  });
}

/** No colours but those of the reader's program, light or dark. */
const style = [
  ":root { color-scheme: light dark }",
  "body { font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 24px; background: Canvas; color: CanvasText }",
  "main { max-width: 34em; margin: 0 auto; overflow-wrap: anywhere }",
  "h1 { font-size: 22px; line-height: 1.3; margin-block: 0 16px }",
  "a { color: LinkText }",
  ".action { display: inline-block; padding: 10px 18px; border: 2px solid; border-radius: 8px; font-weight: 700; text-decoration: none }",
  ".address { font-size: 14px; margin-block-start: 32px }",
].join("\n");

function partsOf(letter: Letter, origin: string): Parts {
  const { token } = letter;
  const { host } = new URL(origin);
  const link = (path: string) => origin + localPath(path);
  switch (letter.kind) {
    case "reset":
      return {
        subject: t.resetSubject,
        before: [t.reset({ host })],
        action: t.resetAction,
        link: link(`/teacher/reset?token=${token}`),
        after: [t.resetNote, t.resetNotYou],
      };
    case "confirm":
      return {
        subject: t.confirmSubject,
        before: [t.confirm({ host })],
        action: t.confirmAction,
        link: link(`/teacher/confirm?token=${token}`),
        after: [t.confirmNote, t.confirmNotYou],
      };
    case "invitation": {
      const { from: { name, email }, startsAt, session, zone } = letter;
      const words = {
        name: unlinked(name),
        email,
        className: unlinked(letter.className),
        host,
      };
      const time = startsAt && writeTime(startsAt, "day", zone);
      return {
        subject: t.invitationSubject,
        before: [
          letter.as === "moderator" ? t.moderator(words) : t.observer(words),
          time ? t.begins({ time, zone }) : t.running,
        ],
        action: t.invitationAction,
        link: link(`/teacher/confirm?token=${token}&to=${session}`),
        after: [t.invitationNote, t.invitationNotYou],
      };
    }
  }
}

/**
 * A name that somebody chose, on one line. Programs for mail make links of what reads like one, and then ours would be
 * the server that sends strangers there.
 */
function unlinked(name: string): string {
  return name.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[.․．｡](?=[\p{L}\p{N}-]*\p{L}{2})/gu, "$& ")
    // In Chinese it ends a sentence; before plain letters it may be the dot of an address.
    .replace(/。(?=[a-z\d-]*[a-z]{2})/gi, "$& ")
    .replace(/(?<=:)(?=\/\/)/g, " ")
    .replace(/@(?=\S)/g, "@ ").trim();
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
}
