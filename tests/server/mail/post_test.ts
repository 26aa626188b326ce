/** Mails to a mail server: TLS, refusals, and a log without their words (D-2). */
import assert from "node:assert/strict";
import {
  type OutgoingMail,
  Undeliverable,
} from "../../../classroom/accounts/mail/outgoing_mail.ts";
import { parseSmtpServer } from "../../../classroom/mail_settings.ts";
import { Mailer } from "../../../server/mail/mailer.ts";
import {
  authority,
  MailServer,
  type MailServerOptions,
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
  const post = new Mailer({ ...address, tls }, from, origin, authority);
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
