/** Addresses behind proxies, and our own origins. */
import assert from "node:assert/strict";
import {
  clientAddress,
  isPlainHttp,
  isSameOrigin,
  originOf,
  serverAddressesOf,
} from "../../../routes/(http)/_origin.ts";

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
    assert.deepEqual([reach.origin, reach.how], [is, how]);
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
