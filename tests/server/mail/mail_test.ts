import assert from "node:assert/strict";
import { DOMParser } from "deno-dom";
import type { OutgoingMail } from "../../../classroom/accounts/mail/outgoing_mail.ts";
import { Undeliverable } from "../../../classroom/storage/delivery_queue.ts";
import { parseSmtpServer } from "../../../classroom/mail_settings.ts";
import { Mailer, writeMail } from "../../../server/mail/mailer.ts";
import {
  findLink,
  MailServer,
  type MailServerOptions,
  testAuthority,
} from "../../mail_server.ts";

const from = { name: "Homeroom", address: "homeroom@school.example" };
const origin = "https://class.example.org";
const login = { user: "homeroom", password: "p@ss word" };
const letter: OutgoingMail = {
  kind: "reset",
  to: "lin@school.example",
  language: "en",
  token: "T".repeat(43),
};

/** Opens a server and a way to it. `url` precedes the server's address. */
async function withPost(
  options: MailServerOptions,
  test: (post: Mailer, server: MailServer) => Promise<void>,
  tls = options.tls ?? "upgraded",
) {
  const server = await MailServer.open(options);
  const user = options.login ? "homeroom:p%40ss%20word@" : "";
  const scheme = tls === "wrapped" ? "smtps" : "smtp";
  const address = parseSmtpServer(
    `${scheme}://${user}127.0.0.1:${server.port}`,
  )!;
  // To this machine it would send in the clear.
  const post = new Mailer({ ...address, tls }, from, origin, testAuthority);
  try {
    await test(post, server);
  } finally {
    await post.close();
    await server.close();
  }
}

const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(() => assert.fail("it was sent"), (error) => error);

for (const tls of ["upgraded", "wrapped"] as const) {
  Deno.test(`a mail is sent over TLS, ${tls}, signed in (D-2)`, () =>
    withPost({ tls, login }, async (post, server) => {
      await post.send(letter);
      await post.send({ ...letter, to: "wu@exämple.org" });
      const [first, second] = server.mails;
      assert.deepEqual(
        [first.from, first.to, first.secure, first.user],
        [from.address, [letter.to], true, login.user],
      );
      assert.equal(first.headers.get("from"), `Homeroom <${from.address}>`);
      assert.equal(first.headers.get("to"), letter.to);
      assert.equal(first.headers.get("auto-submitted"), "auto-generated");
      assert.equal(second.headers.get("to"), "wu@xn--exmple-cua.org");
    }));
}

Deno.test("without TLS on the server no password and no mail is sent (D-2)", () =>
  withPost({ tls: "none", login }, async (post, server) => {
    await failure(post.send(letter));
    assert.deepEqual([server.tried, server.mails], [[], []]);
  }, "upgraded"));

Deno.test("without a valid certificate no password and no mail is sent (D-2)", async () => {
  const server = await MailServer.open({ login });
  const address = parseSmtpServer(`smtp://u:p@127.0.0.1:${server.port}`)!;
  const post = new Mailer({ ...address, tls: "upgraded" }, from, origin);
  await failure(post.send(letter));
  assert.deepEqual([server.tried, server.mails], [[], []]);
  await post.close();
  await server.close();
});

Deno.test("a mail waits for a login or a server, and nothing of it is logged (D-2)", () =>
  withPost(
    { login: { ...login, password: "another" } },
    async (post, server) => {
      const wrong = await failure(post.send(letter));
      assert.match(wrong.message, /\bEAUTH\b.*\b535\b/);
      await server.close();
      const down = await failure(post.send(letter));
      for (const error of [wrong, down]) {
        assert(!(error instanceof Undeliverable), error.message);
        assert.doesNotMatch(`${error.message}`, /lin|@|password|TTT/);
      }
    },
  ));

Deno.test("a permanent refusal is distinguished from a temporary one (D-2)", () =>
  withPost({
    recipient: (address) =>
      address.startsWith("gone")
        ? { code: 550, words: `no ${address} here` }
        : { code: 451, words: `greylisted ${address}` },
  }, async (post) => {
    const gone = await failure(
      post.send({ ...letter, to: "gone@b.example" }),
    );
    assert(gone instanceof Undeliverable);
    assert.match(gone.message, /550/);
    const later = await failure(post.send(letter));
    assert(!(later instanceof Undeliverable));
    assert.match(later.message, /451/);
    for (const { message } of [gone, later]) assert.doesNotMatch(message, /@/);
  }));

const hostile = [
  "a@b.example\r\nRCPT TO:<c@d.example>",
  "a@b.example>\r\nDATA",
  '"a b"@c.example',
  "a,b@c.example",
  "a@b.example,c@d.example",
  "<a@b.example>",
  "a;b@c.example",
  "a(b)@c.example",
  "a@b@c.example",
  "a@[127.0.0.1]",
  "a@127.0.0.1",
  "a@2130706433",
  "a@b.example/path",
  "a@b.example:25",
  "@b.example",
  "a@",
  "x".repeat(65) + "@b.example",
];

Deno.test("an address with more than one mailbox gets nothing (D-2)", () =>
  withPost({}, async (post, server) => {
    for (const to of hostile) {
      const error = await failure(post.send({ ...letter, to }));
      assert(error instanceof Undeliverable, to);
    }
    assert.deepEqual(server.mails, []);
  }));

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
      assert.equal(findLink({ text }).href, origin + path);
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
        "section",
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
