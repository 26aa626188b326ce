import { ArrivingBytes } from "../../../classroom/limits/arriving_bytes.ts";
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { signIn } from "texts/accounts.ts";
import { deletion } from "texts/deletion.ts";
import { manifest } from "texts/everywhere.ts";
import { languages } from "texts/languages.ts";
import { privacy } from "texts/privacy.ts";
import { errorPage } from "texts/refusals.ts";
import { z } from "zod";
import { runInLanguage } from "../../../locales/current.ts";
import { splitPath } from "../../../locales/local_path.ts";
import { refusalText } from "../../../locales/refusal_text.ts";
import { readBody } from "../../../routes/(http)/_body.ts";
import { chooseLanguage } from "../../../routes/(http)/_language.ts";
import {
  clientAddress,
  isPlainHttp,
  isSameOrigin,
  originOf,
  serverAddressesOf,
} from "../../../routes/(http)/_origin.ts";
import {
  contentSecurityPolicy,
  securePage,
} from "../../../routes/(http)/_security_headers.ts";
import { readTimeZone } from "../../../routes/(http)/_time_zone.ts";
import { refusalNameOf } from "../../classroom/school.ts";
import { sendRequest } from "../../http.ts";
import { withSharedServer } from "../../shared_server.ts";

const [english, chinese] = languages;
const page = { accept: "text/html,*/*;q=0.8" };

/** The language of an answer: `cookie` is an earlier choice, `wants` the browser's languages. */
function answered(
  path: string,
  { cookie = "", wants = "", headers = page as Record<string, string> } = {},
) {
  return chooseLanguage(
    new Request(`http://school.example${path}`, {
      headers: {
        ...headers,
        ...cookie && { cookie: `language=${cookie}` },
        ...wants && { "accept-language": wants },
      },
    }),
  );
}

Deno.test("the address's language precedes the stored choice, and that the browser's", () => {
  const both = { cookie: "en", wants: "zh-TW" };
  assert.equal(answered("/zh/my", both).language, chinese);
  assert.equal(answered("/my", both).language, english);
  assert.equal(answered("/my", both).moved, null);
  const other = { cookie: "zh-TW", wants: "en" };
  assert.equal(answered("/my?x=1", other).moved, "/zh/my?x=1");
  assert.equal(answered("/my", { cookie: "tlh", wants: "en" }).moved, null);
});

Deno.test("the browser's languages are matched by weight and first subtag", () => {
  const table: [string, typeof languages[number]][] = [
    ["zh-TW,zh;q=0.9,en;q=0.8", chinese],
    ["zh-HK", chinese],
    ["ZH-Hant-TW", chinese],
    ["en-GB,zh;q=0.9", english],
    ["en;q=0.3, zh;q=0.7", chinese],
    ["fr, zh;q=0.5", chinese],
    ["zh;q=0, en", english],
    ["fr", english],
    ["*", english],
    ["", english],
    [";;,q=,=", english],
  ];
  for (const [wants, language] of table) {
    assert.equal(answered("/", { wants }).language, language, wants);
  }
});

Deno.test("only a navigation to a page is redirected to its language's address", () => {
  const wants = "zh-TW";
  assert.equal(answered("/", { wants }).moved, "/zh/");
  for (const path of ["/api/me", "/sync/x", "/assets/x.js"]) {
    const { moved, language } = answered(path, { wants });
    assert.deepEqual([moved, language], [null, chinese], path);
  }
  assert.equal(answered("/", { wants, headers: {} }).moved, null);
});

Deno.test("an address has a language only by its whole first segment", () => {
  assert.deepEqual(splitPath("/zh"), { language: chinese, path: "/" });
  assert.deepEqual(splitPath("/zh/my"), { language: chinese, path: "/my" });
  assert.deepEqual(splitPath("/zhuyin"), { language: null, path: "/zhuyin" });
});

Deno.test("a first visit is redirected to its language once, and a choice is stored", async () => {
  await withSharedServer({}, async ({ url }) => {
    const get = async (path: string, headers: Record<string, string>) => {
      const response = await fetch(url + path, {
        headers: { ...page, ...headers },
        redirect: "manual",
      });
      const { document } = parseHTML(await response.text());
      const cookie = response.headers.getSetCookie()
        .find((it) => it.startsWith("language="))?.split(";")[0] ?? "";
      const to = response.headers.get("location");
      return { status: response.status, to, cookie, document };
    };
    const wants = { "accept-language": "zh-TW,zh;q=0.9,en;q=0.5" };
    const first = await get("/", wants);
    assert.deepEqual([first.status, first.to], [302, "/zh/"]);
    assert.equal(first.cookie, "language=zh-TW");

    const home = await get("/zh/", wants);
    assert.equal(home.status, 200);
    assert.equal(home.document.documentElement.lang, "zh-TW");
    const links = [...home.document.querySelectorAll("a[href^='/']")]
      .map((link) => link.getAttribute("href")!);
    assert.ok(links.length > 3, links.join());
    for (const link of links) assert.match(link, /^\/zh\//);
    const signing = await get("/zh/teacher/sign-in", {});
    for (const { document } of [home, signing]) {
      const files = [
        ...document.querySelectorAll("head link[href^='/assets/']"),
      ]
        .map((link) => link.getAttribute("href")!);
      assert.ok(files.some((file) => file.endsWith(".css")), files.join());
      for (const file of files) {
        const { ok, body } = await fetch(url + file);
        await body?.cancel();
        assert.ok(ok, file);
      }
    }
    const title = runInLanguage(chinese, () => signIn.title);
    assert.match(signing.document.title, new RegExp(title));
    const turnedAway = await get("/zh/teacher/sessions", {});
    assert.match(turnedAway.to ?? "", /^\/zh\/teacher\/sign-in/);

    const choose = async (language: string, referer: string) => {
      const response = await fetch(`${url}/language`, {
        method: "POST",
        body: new URLSearchParams({ language }),
        headers: { origin: url, referer: url + referer },
        redirect: "manual",
      });
      await response.body?.cancel();
      assert.equal(response.status, 303);
      return [
        response.headers.get("location"),
        response.headers.getSetCookie()[0]?.split(";")[0],
      ];
    };
    assert.deepEqual(await choose("en", "/zh/my?x=1"), [
      "/my?x=1",
      "language=en",
    ]);
    assert.deepEqual(await choose("zh-TW", "/join?sessionCode=123456"), [
      "/zh/join?sessionCode=123456",
      "language=zh-TW",
    ]);
    assert.deepEqual(await choose("en", "/zh?x=1"), ["/?x=1", "language=en"]);
    assert.deepEqual(await choose("tlh", "/zh/my"), ["/my", undefined]);
    assert.deepEqual(await choose("en", "/zh//elsewhere.example/x"), [
      "/elsewhere.example/x",
      "language=en",
    ]);
    const kept = await get("/", { ...wants, cookie: "language=en" });
    assert.deepEqual([kept.status, kept.to, kept.cookie], [200, null, ""]);
  });
});

Deno.test("API refusals are in the language of the address, the choice or the browser", async () => {
  await withSharedServer({}, async (server) => {
    const said = async (path: string, headers: Record<string, string>) => {
      const answer = await sendRequest(server, "POST", path, {
        body: {},
        headers: { origin: "https://elsewhere.example", ...headers },
      });
      assert.equal(answer.status, 403);
      return answer.json.detail;
    };
    const why = { kind: "not-allowed", reason: "foreign-origin", values: {} };
    const inEnglish = runInLanguage(english, () => refusalText(why));
    const inChinese = runInLanguage(chinese, () => refusalText(why));
    assert.notEqual(inEnglish, inChinese);
    const wants = { "accept-language": "zh-TW" };
    const cookie = "language=en";
    assert.equal(await said("/api/join", {}), inEnglish);
    assert.equal(await said("/api/join", wants), inChinese);
    assert.equal(await said("/api/join", { ...wants, cookie }), inEnglish);
    assert.equal(await said("/zh/api/join", { cookie }), inChinese);
  });
});

Deno.test("the not-found page is in the language of the address (L-1)", () =>
  withSharedServer({}, async ({ url }) => {
    for (const language of languages) {
      const answer = await fetch(`${url}${language.path}/nothing`);
      assert.equal(answer.status, 404);
      const { document } = parseHTML(await answer.text());
      assert.equal(document.documentElement.lang, language.tag);
      assert.equal(
        document.querySelector("h1")?.textContent,
        runInLanguage(language, () => errorPage.notFound.title),
      );
      const home = document.querySelector("main a")?.getAttribute("href");
      assert.equal(home, `${language.path}/`);
    }
  }));

Deno.test("an installed app has the language of its page (L-1)", () =>
  withSharedServer({}, async ({ url }) => {
    for (const language of languages) {
      const answer = await fetch(
        `${url}/manifest/${language.tag}.webmanifest`,
        { headers: { "accept-language": "zh-TW" } },
      );
      assert.equal(
        answer.headers.get("content-type"),
        "application/manifest+json",
      );
      const { lang, dir, start_url, description, id } = await answer.json();
      assert.deepEqual([lang, dir], [language.tag, language.direction]);
      assert.equal(start_url, `${language.path}/`);
      assert.equal(
        description,
        runInLanguage(language, () => manifest.description),
      );
      assert.equal(id, "/", "one app, in whichever language");
    }
    for (const file of ["xx.webmanifest", "en", "en.webmanifest.json"]) {
      const answer = await fetch(`${url}/manifest/${file}`);
      await answer.body?.cancel();
      assert.equal(answer.status, 404, file);
    }
  }));

Deno.test("the data page says the same in each language (O-4, L-1)", () =>
  withSharedServer({ RETENTION_DAYS: "30" }, async ({ url }) => {
    for (const language of languages) {
      const answer = await fetch(`${url}${language.path}/privacy?done=account`);
      const { document } = parseHTML(await answer.text());
      const text = document.querySelector("article")?.textContent ?? "";
      for (
        const cookie of [
          "teacher",
          "device",
          "member_…",
          "waiting_…",
          "browser",
          "join_ticket",
          "sign_in_ticket",
          "theme",
          "zone",
          "chat",
          "language",
        ]
      ) assert.ok(text.includes(cookie), `${language.tag}: ${cookie}`);
      assert.ok(text.includes(new URL(url).host));
      assert.ok(
        text.includes(
          runInLanguage(language, () => privacy.short.long({ days: 30 })),
        ),
      );
      assert.ok(
        text.includes(runInLanguage(language, () => deletion.accountDeleted)),
      );
    }
  }));

const forwarded = (value: string) => new Headers({ "x-forwarded-for": value });

const addresses: [trusted: number, header: string, peer: string, is: string][] =
  [
    [0, "6.6.6.6", "1.2.3.4", "1.2.3.4"],
    [1, "6.6.6.6, 5.5.5.5", "1.2.3.4", "5.5.5.5"],
    [2, "9.9.9.9, 6.6.6.6, 5.5.5.5", "1.2.3.4", "6.6.6.6"],
    [1, "", "1.2.3.4", "1.2.3.4"],
    [1, "5.5.5.5:1234", "1.2.3.4", "5.5.5.5"],
    [0, "", "::ffff:1.2.3.4", "1.2.3.4"],
    [0, "", "2001:db8:0:1:aaaa::1", "2001:db8:0:1::/64"],
    [0, "", "2001:db8:0:1:bbbb:2:3:4", "2001:db8:0:1::/64"],
    [1, "[2001:0DB8::7]:443", "1.2.3.4", "2001:db8:0:0::/64"],
    [0, "", "::1", "0:0:0:0::/64"],
  ];

for (const [TRUST_PROXY, header, peer, is] of addresses) {
  Deno.test(`with TRUST_PROXY=${TRUST_PROXY}, "${header}" from ${peer} is ${is}`, () => {
    assert.equal(clientAddress(forwarded(header), peer, { TRUST_PROXY }), is);
  });
}

const asked = (host: string, origin?: string) =>
  new Request("http://0.0.0.0:8000/api/login", {
    method: "POST",
    headers: { host, ...(origin !== undefined && { origin }) },
  });
const base = "https://class.example.org";

const origins: [
  host: string,
  origin: string | undefined,
  base: string | undefined,
  ours: boolean,
][] = [
  ["localhost:8000", undefined, undefined, true],
  ["localhost:8000", "http://localhost:8000", undefined, true],
  ["localhost:8000", "http://localhost:8001", undefined, false],
  ["localhost:8000", "http://localhost", undefined, false],
  ["localhost:8000", "null", undefined, false],
  ["localhost:8000", "", undefined, false],
  ["localhost:8000", "file://", undefined, false],
  ["localhost:8000", "http://localhost:8000.evil.example", undefined, false],
  ["class.example.org", "https://class.example.org", undefined, true],
  ["10.0.0.5:8000", base, base, true],
  ["class.example.org", "http://class.example.org", base, false],
  ["10.0.0.5:8000", "http://10.0.0.5:8000", base, true],
  ["10.0.0.5:8000", "https://evil.example", base, false],
];

for (const [host, origin, BASE_URL, ours] of origins) {
  Deno.test(`at ${host} with BASE_URL ${BASE_URL} the origin ${origin} is ${ours ? "ours" : "foreign"} (ACCESS-4)`, () => {
    assert.equal(isSameOrigin(asked(host, origin), { BASE_URL }), ours);
  });
}

Deno.test("without an Origin a browser's request from another site is foreign, a program's is not (ACCESS-4)", () => {
  const from = (headers: Record<string, string>) =>
    isSameOrigin(
      new Request("http://10.0.0.5:8000/api/login", {
        method: "POST",
        headers,
      }),
      {},
    );
  assert.equal(from({}), true);
  for (
    const [site, ours] of Object.entries({
      "same-origin": true,
      none: true,
      "same-site": false,
      "cross-site": false,
    })
  ) {
    assert.equal(from({ "sec-fetch-site": site }), ours, site);
  }
});

Deno.test("without a Host the request URL counts, and no origin called null is allowed (ACCESS-4)", () => {
  const from = (origin: string) =>
    new Request("http://10.0.0.5:8000/api/login", {
      method: "POST",
      headers: { origin },
    });
  assert.equal(isSameOrigin(from("http://null"), {}), false);
  assert.equal(isSameOrigin(from("http://10.0.0.5:8000"), {}), true);
  assert.equal(originOf(from("http://null"), {}), "http://10.0.0.5:8000");
});

Deno.test("our own origin is BASE_URL, else the requested one", () => {
  assert.equal(originOf(asked("10.0.0.5:8000"), { BASE_URL: base }), base);
  assert.equal(originOf(asked("10.0.0.5:8000"), {}), "http://10.0.0.5:8000");
});

const reaches: [
  origin: string,
  nearby: string[],
  base: string | undefined,
  is: string,
  how: string,
][] = [
  [
    "http://localhost:8000",
    ["10.0.0.5"],
    undefined,
    "http://10.0.0.5:8000",
    "network",
  ],
  [
    "http://127.0.0.1:8000",
    ["10.0.0.5"],
    undefined,
    "http://10.0.0.5:8000",
    "network",
  ],
  [
    "http://[::1]:8000",
    ["10.0.0.5"],
    undefined,
    "http://10.0.0.5:8000",
    "network",
  ],
  ["http://localhost", ["10.0.0.5"], undefined, "http://10.0.0.5", "network"],
  [
    "http://localhost:8000",
    [],
    undefined,
    "http://localhost:8000",
    "here-only",
  ],
  [
    "http://room.local:8000",
    ["10.0.0.5"],
    undefined,
    "http://room.local:8000",
    "asked",
  ],
  [
    "http://10.0.0.5:8000",
    ["10.0.0.5"],
    undefined,
    "http://10.0.0.5:8000",
    "asked",
  ],
  [base, ["10.0.0.5"], base, base, "asked"],
];

for (const [origin, HOMEROOM_NEARBY, BASE_URL, is, how] of reaches) {
  Deno.test(`opened as ${origin}, with ${HOMEROOM_NEARBY.length} addresses known, others get ${is} (S-2)`, () => {
    const reach = serverAddressesOf(origin, { BASE_URL, HOMEROOM_NEARBY });
    assert.deepEqual([reach.origin, reach.source], [is, how]);
  });
}

Deno.test("a browser uses plain http at a network address, but not behind a TLS proxy (D-4)", () => {
  const secure = { "sec-fetch-mode": "navigate" };
  for (
    const [url, headers, plain] of [
      ["http://192.168.1.20:8000/", {}, true],
      ["http://laptop.local/", {}, true],
      ["http://localhost:8000/", {}, false],
      ["http://127.0.0.1:8000/", secure, false],
      ["http://school.example/", secure, false],
      ["https://school.example/", {}, false],
    ] as const
  ) {
    const req = new Request(url, { headers });
    assert.equal(isPlainHttp(req, { BASE_URL: undefined }), plain, url);
  }
  const BASE_URL = "https://school.example";
  const req = new Request("http://192.168.1.20:8000/");
  assert.equal(isPlainHttp(req, { BASE_URL }), false);
});

const schema = z.strictObject({ name: z.string() });

/** A request with these pieces; `open` never ends, `broken` breaks off. */
function asking(
  pieces: readonly Uint8Array[],
  { open = false, broken = false } = {},
): Request {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      if (broken) controller.error(new Deno.errors.BadResource("gone"));
      else if (!open) controller.close();
    },
  });
  return new Request("http://localhost/api", { method: "POST", body });
}

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a body is read whole, however it is split", async () => {
  const pieces = [...bytes('{"name":"Zoë"}')].map((byte) =>
    Uint8Array.of(byte)
  );
  const arriving = new ArrivingBytes();
  const held = { req: asking(pieces), holder: "" };
  assert.deepEqual(await readBody(held, schema, { arriving }), { name: "Zoë" });
});

Deno.test("a slow, truncated, oversized or non-text body is refused (SYNC-12)", async () => {
  const table: [string, Request, string][] = [
    ["trickling", asking([bytes("{")], { open: true }), "malformed"],
    ["broken", asking([bytes("{")], { broken: true }), "malformed"],
    ["too long", asking([new Uint8Array(300_000)]), "too-large"],
    ["no text", asking([Uint8Array.of(0xff)]), "malformed"],
  ];
  for (const [what, req, kind] of table) {
    const limits = { within: 50, arriving: new ArrivingBytes() };
    const read = readBody({ req, holder: "" }, schema, limits);
    assert.equal(await refusalNameOf(read), kind, what);
    assert.equal(limits.arriving.total, 0, what);
  }
});

Deno.test("a time zone is read from its cookie, with any characters, and else is UTC", () => {
  const zones = ["Asia/Taipei", "America/Argentina/Buenos_Aires", "Etc/GMT+8"];
  for (const zone of zones) {
    const cookies = new Map([["zone", encodeURIComponent(zone)]]);
    assert.equal(readTimeZone(cookies), zone);
  }
  assert.equal(readTimeZone(new Map()), "UTC");
  assert.equal(readTimeZone(new Map([["zone", "Nowhere/Else"]])), "UTC");
});

const htmlPage = (head: string, body = "") =>
  new Response(
    `<!DOCTYPE html><html lang="en"><head>${head}</head>${body}</html>`,
    { headers: { "content-type": "text/html; charset=utf-8" } },
  );

const chosen = (name: string, value: string) =>
  securePage(htmlPage(""), new Map([[name, value]]));

async function hashOf(script: string): Promise<string> {
  const bytes = new TextEncoder().encode(script);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}'`;
}

async function scriptPolicy(response: Response): Promise<string> {
  const policy = (await securePage(response, new Map())).headers.get(
    "content-security-policy",
  );
  return /script-src ([^;]*)/.exec(policy ?? "")?.[1] ?? "";
}

Deno.test("the script at the end of the head is allowed by its hash, and no other (CHAT-2)", async () => {
  const own = "import '/a.js'; // $' $& é";
  const stray = "<script>alert(1)</script>";
  const allowed = await scriptPolicy(
    htmlPage(
      `${stray}<script type="module">${own}</script>`,
      `<body>${stray}</body>`,
    ),
  );
  assert.equal(allowed, `'self' ${await hashOf(own)}`);
});

Deno.test("a page without islands allows no inline script, whatever its body has (CHAT-2)", async () => {
  const fake = '<script type="module">alert(1)</script>';
  assert.equal(
    await scriptPolicy(htmlPage("", `<body>${fake}</body>`)),
    "'self'",
  );
});

Deno.test("a page loads nothing foreign, and blobs only as pictures (CHAT-2)", () => {
  for (const directive of contentSecurityPolicy().split("; ")) {
    const [name, ...sources] = directive.split(" ");
    const allowed = name === "img-src"
      ? ["'self'", "data:", "blob:"]
      : ["'self'", "'none'"];
    for (const it of sources) assert(allowed.includes(it), directive);
  }
});

Deno.test("no control character reaches a page, whoever wrote it", async () => {
  const body =
    "<p>a\u0000b\u0008c\u000bd\u001fe\u007ff\u0085g\u009fh\t\r\n\u00a0é</p>";
  const secured = await securePage(htmlPage("", body), new Map());
  assert.match(await secured.text(), /<p>abcdefgh\t\r\n\u00a0é<\/p>/);
});

Deno.test("a chosen theme is set on <html>, and nothing else from a cookie is", async () => {
  const dark = await (await chosen("theme", "dark")).text();
  assert.match(dark, /^<!DOCTYPE html><html data-theme="dark" lang="en">/);
  const other = await (await chosen("theme", '"><script>')).text();
  assert.match(other, /^<!DOCTYPE html><html lang="en">/);
  const pinned = await (await chosen("chat", "pinned")).text();
  assert.match(pinned, /^<!DOCTYPE html><html data-chat="pinned" lang="en">/);
  const older = await (await chosen("older", "open")).text();
  assert.match(older, /^<!DOCTYPE html><html data-older="open" lang="en">/);
});
