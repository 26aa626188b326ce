/** Mails in both languages and parts, with hostile names (D-2). */
import assert from "node:assert/strict";
import { DOMParser } from "deno-dom";
import type { OutgoingMail } from "../../../classroom/accounts/mail/outgoing_mail.ts";
import { parseSmtpServer } from "../../../classroom/mail_settings.ts";
import { Mailer, writeMail } from "../../../server/mail/mailer.ts";
import { linkOf, MailServer } from "../../mail_server.ts";

const origin = "https://class.example.org";
const token = "T".repeat(43);
const session = "1234567890123456";
const known = { to: "wu@school.example", language: "en", token };
const invitation = {
  ...known,
  kind: "invitation",
  as: "observer",
  from: { name: "Ms Lin", email: "lin@school.example" },
  session,
  className: "Biology 7b",
  startsAt: Date.UTC(2026, 10, 23, 1, 30),
  zone: "Asia/Taipei",
} as const;
const letters: readonly OutgoingMail[] = [
  { ...known, kind: "reset" },
  { ...known, kind: "confirm" },
  invitation,
  { ...invitation, as: "moderator", startsAt: null },
];
const paths: Record<OutgoingMail["kind"], string> = {
  reset: `/teacher/reset?token=${token}`,
  confirm: `/teacher/confirm?token=${token}`,
  invitation: `/teacher/confirm?token=${token}&to=${session}`,
};

Deno.test("every mail is the same in text and HTML, has one link and loads nothing (D-2)", () => {
  const subjects = new Set<string>();
  for (const letter of letters) {
    for (const language of ["en", "zh-TW"]) {
      const { subject, text, html } = writeMail(
        { ...letter, language },
        origin,
      );
      subjects.add(subject);
      const path = (language === "en" ? "" : "/zh") + paths[letter.kind];
      assert.equal(linkOf({ text }).href, origin + path);
      const page = new DOMParser().parseFromString(html, "text/html");
      assert.equal(page.documentElement!.getAttribute("lang"), language);
      const links = [...page.querySelectorAll("a")];
      assert.deepEqual(links.map((it) => it.getAttribute("href")), [
        origin + path,
      ]);
      for (const paragraph of text.trim().split("\n\n")) {
        const [first] = paragraph.split(/[:：]\n/);
        assert(page.body!.textContent!.includes(first), first);
      }
      assert.doesNotMatch(
        html,
        /<(img|script|link|iframe)|src=|url\(|@import/i,
      );
    }
  }
  assert.equal(subjects.size, 6);
});

Deno.test("an invitation names the inviter, the class and the time in the inviter's zone (D-2)", () => {
  const { text } = writeMail(invitation, origin);
  assert.match(text, /Ms Lin \(lin@school\.example\) invites you to observe/);
  assert.match(text, /Biology 7b/);
  assert.match(text, /Mon, 23 Nov 2026, 09:30 \(Asia\/Taipei\)|Nov 23, 2026/);
  const now = writeMail({ ...invitation, startsAt: null }, origin);
  assert.match(now.text, /running now/);
});

const names = [
  "Lin\r\nBcc: everybody@school.example\r\n\r\nHello",
  "<img src=https://spy.example/x.png>",
  '"><script>alert(1)</script>',
  "Win at www.evil.example/now or https://evil.example",
  "write to boss@evil.example",
  "evil．example evil․example evil｡example evil。example",
  "林老師 ‮gro.elpmaxe‬ \u2028",
];

Deno.test("a hostile name makes no header, no markup and no link (D-2)", async () => {
  const server = await MailServer.open({ tls: "none" });
  const address = parseSmtpServer(`smtp://127.0.0.1:${server.port}`)!;
  const from = { name: "Homeroom", address: "homeroom@school.example" };
  const post = new Mailer(address, from, origin);
  try {
    for (const name of names) {
      const named = { name, email: "lin@school.example" };
      const letter = { ...invitation, from: named, className: name };
      await post.send(letter);
      const mail = server.mails.at(-1)!;
      assert.deepEqual(mail.to, [invitation.to]);
      assert.deepEqual([...mail.headers.keys()].sort(), [
        "auto-submitted",
        "content-language",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
      ]);
      const subject = mail.headers.get("subject");
      assert.equal(subject, "Invitation to a class in Homeroom");
      const page = new DOMParser().parseFromString(mail.html, "text/html");
      const tags = [...page.body!.querySelectorAll("*")]
        .map((it) => it.tagName.toLowerCase());
      assert.deepEqual([...new Set(tags)].sort(), [
        "a",
        "br",
        "h1",
        "main",
        "p",
      ]);
      assert.equal(page.querySelectorAll("a").length, 1);
      // Text that mail programs turn into links.
      const own = mail.text.replaceAll(/https:\/\/class\.example\.org\S*/g, "")
        .replaceAll("lin@school.example", "")
        .replaceAll("class.example.org", "");
      assert.doesNotMatch(own, /:\/\/|www\.\w|\w[.․．｡。]example|@\w/);
      // deno-lint-ignore no-control-regex -- that is what is looked for
      assert.doesNotMatch(mail.text, /[\u0000-\u0009\u202a-\u202e\u2028]/);
    }
  } finally {
    await post.close();
    await server.close();
  }
});
