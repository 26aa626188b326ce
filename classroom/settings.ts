/**
 * The settings, read once from the environment. A wrong value stops the start with a sentence that names it; an empty
 * value counts as missing.
 */
import { z } from "zod";
import { toAsciiDomain } from "./domains.ts";
import { isLoopbackHttp } from "../formats/loopback.ts";
import { limits } from "../sync/limits.ts";
import {
  isMailAddress,
  parseMailSender,
  parseSmtpServer,
} from "./mail_settings.ts";
import { usualMessagesPerMinute } from "./pace.ts";

/** log2 of scrypt's N: 80 ms and 32 MiB per password. Tests use less. */
export const usualPasswordCostLog2 = 15;

const optionalInteger = (min: number, max: number) =>
  z.string().regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, {
      message: `must be a whole number from ${min} to ${max}`,
    });

const integerSetting = (min: number, max: number, fallback: number) =>
  optionalInteger(min, max).default(fallback);

const oneOf = <const T extends [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `must be one of: ${values.join(", ")}` })
    .default(() => values[0] as T[number]);

const address = z.string().refine(isWebAddress, {
  message: "must be an address that begins with http:// or https://",
}).optional();

// Paths become process permissions, which commas separate.
const path = z.string().regex(/^[^,]*$/, "must not contain a comma");

const kvPlace = path.refine(
  (value) => !/^[a-z][a-z\d+.-]*:\/\//i.test(value) || isPostgresUrl(value),
  {
    message: "must be a path, or an address that begins with postgres://",
  },
);

const commaList = (isOne: (item: string) => boolean, message: string) =>
  z.string().transform((value) =>
    value.split(",").map((item) => item.trim()).filter(Boolean)
  ).refine((items) => items.length > 0 && items.every(isOne), { message });

const issuer = z.string().refine(isIssuer, {
  message:
    "must be the provider's address: https:// (http:// only for localhost), without ? or #",
}).refine((value) => !isMultiTenantIssuer(value), {
  message:
    "must have your own tenant's id instead of common, organizations or consumers",
});

const addresses = commaList(
  (item) => /^[^\s@]+@[^\s@]+$/.test(item),
  "must be e-mail addresses, separated by commas, such as admin@school.example",
);

const domains = commaList(
  (item) => item === "*" || toAsciiDomain(item) !== null,
  "must be e-mail domains, separated by commas, such as school.edu, or * for everybody at the provider",
).transform((items) => items.map((item) => toAsciiDomain(item) ?? item));

const claim = z.string().regex(
  /^[^=\s]+=.+$/,
  "must be a claim's name and value, such as groups=teachers",
).transform((value) => {
  const index = value.indexOf("=");
  return { name: value.slice(0, index), value: value.slice(index + 1) };
});

const phrases = commaList(
  (item) => item.length <= 80 && /[\p{L}\p{N}]/u.test(item),
  "must be words or phrases of at most 80 characters, separated by commas",
).refine((items) => items.length <= 500, {
  message: "must be at most 500 words or phrases",
});

const hosts = commaList(
  (item) => /^[a-z\d.-]+(:\d+)?$/i.test(item),
  "must be host names, separated by commas, such as keys.example.org",
).transform((items) => items.map((item) => item.toLowerCase()));

const turnServers = commaList(
  (item) =>
    /^turns?:([a-z\d.-]+|\[[a-f\d:.]+\])(:\d+)?(\?transport=(udp|tcp))?$/i
      .test(item),
  "must be addresses of TURN servers, separated by commas, such as turn:turn.example.org:3478?transport=udp",
);

const kinds = commaList(
  (item) => /^[\w*/ -]{1,100}$/.test(item),
  "must be kinds, separated by commas, such as sexual,self-harm; * is each",
);

/**
 * Kinds that the guard stops by default, with their subkinds, such as `self-harm/intent`. Other kinds, which lessons
 * may be about, are only signals.
 */
const usualGuardStops = [
  "sexual",
  "self-harm",
  "illicit/violent",
  "hate/threatening",
  "harassment/threatening",
  "violence/graphic",
];

const fields = z.object({
  PORT: integerSetting(0, 65535, 8000),
  HOST: z.string().regex(
    /^([\w.:%-]+|\[[\w.:%]+\])$/,
    "must be an address of this machine, such as 127.0.0.1",
  ).transform((value) => value.replace(/[[\]]/g, "")).optional(),
  DATA_DIR: path.default("./data"),
  KV_URL: kvPlace.optional(),
  MOVE_TO: kvPlace.optional(),
  BASE_URL: z.string().refine(
    (value) => isWebAddress(value) && new URL(value).pathname === "/",
    {
      message:
        "must be the address that people open, such as https://class.example.org, without a path",
    },
  ).transform((value) => new URL(value).origin).optional(),
  SMTP_URL: z.string().refine((value) => parseSmtpServer(value) !== null, {
    message:
      "must be the address of a mail server, such as smtps://user:password@mail.example.org, or smtp:// for STARTTLS",
  }).optional(),
  MAIL_FROM: z.string().refine((value) => parseMailSender(value) !== null, {
    message:
      "must be the sender of mails, such as Homeroom <homeroom@example.org>",
  }).optional(),
  TRUST_PROXY: integerSetting(0, 10, 0),
  TEACHER_PLAN: oneOf("everyone", "granted"),
  SIGN_UP: oneOf("open", "closed"),
  PASSWORDS: oneOf("on", "off"),
  PASSWORD_COST: integerSetting(10, 20, usualPasswordCostLog2),
  OIDC_ISSUER: issuer.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_DOMAINS: domains.optional(),
  OIDC_CLAIM: claim.optional(),
  OIDC_HOSTS: hosts.optional(),
  RETENTION_DAYS: integerSetting(1, 36500, 365),
  FOLD_AFTER: integerSetting(1, 1_000_000, limits.logCommits),
  STUDENT_PACE: integerSetting(1, 60_000, usualMessagesPerMinute),
  FILES_SESSION_MB: integerSetting(1, 10_000_000, 5000),
  FILES_MEMBER_MB: integerSetting(1, 10_000_000, 500),
  FILES_RESERVE_MB: integerSetting(0, 10_000_000, 1000),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().optional(),
  S3_ENDPOINT: address,
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  TURN_URL: turnServers.optional(),
  TURN_SECRET: z.string().optional(),
  LIVEKIT_URL: z.string().refine(isSocketAddress, {
    message:
      "must be an address that begins with ws:// or wss://, without a user name or password",
  }).optional(),
  LIVEKIT_API_KEY: z.string().optional(),
  LIVEKIT_API_SECRET: z.string().optional(),
  OPENAI_BASE_URL: address,
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_CONCURRENCY: optionalInteger(1, 1000).optional(),
  OPENAI_TIMEOUT: integerSetting(5, 3600, 60),
  OPENAI_MAX_TOKENS: integerSetting(16, 1_000_000, 4_000),
  GUARD_MODEL: z.string().optional(),
  GUARD_API: oneOf("moderations", "chat"),
  GUARD_BASE_URL: address,
  GUARD_API_KEY: z.string().optional(),
  GUARD_STOPS: kinds.default(() => usualGuardStops),
  GUARD_FAILS: oneOf("closed", "open"),
  GUARD_TIMEOUT: integerSetting(1, 60, 10),
  GUARD_CONCURRENCY: optionalInteger(1, 1000).optional(),
  HELP_TEXT: z.string().max(500, "must have at most 500 characters")
    .optional(),
  ASSISTANT_CLASS_TOKENS: integerSetting(1, 1e12, 2_000_000),
  ASSISTANT_ADDRESS_TOKENS: integerSetting(1, 1e12, 10_000_000),
  ASSISTANT_SERVER_TOKENS: integerSetting(1, 1e12, 20_000_000),
  ASSISTANT_CLASS_PACE: integerSetting(1, 1e6, 120),
  ASSISTANT_ADDRESS_PACE: integerSetting(1, 1e6, 240),
  ASSISTANT_SERVER_PACE: integerSetting(1, 1e6, 600),
  SAFETY_MAIL: z.string().refine(isMailAddress, {
    message: "must be one e-mail address, such as safety@school.example",
  }).optional(),
  SAFETY_WEBHOOK: z.string().refine(isWebhookAddress, {
    message:
      "must be an address that begins with https:// (http:// only for localhost), without a user name, password or #",
  }).optional(),
  SAFETY_WEBHOOK_SECRET: z.string().refine(
    (value) => parseWebhookSecret(value) !== null,
    {
      message:
        "must be 24 to 64 bytes in base64, such as `openssl rand -base64 32` makes",
    },
  ).optional(),
  WORRYING_WORDS: phrases.default([]),
  OPERATORS: addresses.optional(),
  NEWER_DATA: oneOf("refuse", "open"),
  METRICS: oneOf("off", "on"),
  METRICS_TOKEN: z.string().regex(
    /^\S{16,}$/,
    "must have at least 16 characters, without spaces",
  ).optional(),
  /** Set by Deno Deploy. */
  DENO_DEPLOYMENT_ID: z.string().optional(),
  /** Set by the launcher: the addresses of this machine in its network. */
  HOMEROOM_NEARBY: z.string().default("").transform((value) =>
    value.split(",").filter(Boolean)
  ),
  /** Set by the launcher or `compose.yaml`: what stands before the name of an operator's command. */
  HOMEROOM_COMMAND: z.string().default("deno task"),
  /** Set by the launcher: the commit of the program, if known. */
  HOMEROOM_COMMIT: z.string().optional(),
});

// Must be settings: the server may not read other sources of these keys (see `server/permissions.ts`).
const requiredForBucket = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
] as const;

/** Required, so that mailed links do not depend on a request's host. */
const requiredForMail = ["MAIL_FROM", "BASE_URL"] as const;

/** Alerts have a link, which must not depend on a request's host. */
const requiredForAlerts = {
  SAFETY_MAIL: ["SMTP_URL"],
  SAFETY_WEBHOOK: ["SAFETY_WEBHOOK_SECRET", "BASE_URL"],
  SAFETY_WEBHOOK_SECRET: ["SAFETY_WEBHOOK"],
} as const;

/** Settings for calls that need each other. */
const requiredForCalls: readonly (readonly (keyof z.infer<typeof fields>)[])[] =
  [
    ["TURN_URL", "TURN_SECRET"],
    ["LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"],
  ];

/** Settings that do nothing without GUARD_MODEL, so they require it. */
const guardNeeds = [
  "GUARD_BASE_URL",
  "GUARD_API_KEY",
  "GUARD_CONCURRENCY",
] as const;

/** GUARD_MODEL requires one of these, which says where the guard is. */
const guardEndpoints = [
  "GUARD_BASE_URL",
  "GUARD_API_KEY",
  "OPENAI_BASE_URL",
  "OPENAI_API_KEY",
] as const;

const schema = fields.superRefine((settings, context) => {
  const wrong = (name: keyof typeof settings, message: string) =>
    context.addIssue({ code: "custom", path: [name], message });
  const needed = [
    ...settings.S3_BUCKET === undefined
      ? []
      : requiredForBucket.map((name) => [name, "S3_BUCKET"] as const),
    ...settings.SMTP_URL === undefined
      ? []
      : requiredForMail.map((name) => [name, "SMTP_URL"] as const),
    ...Object.entries(requiredForAlerts).flatMap(([name, requiredNames]) =>
      settings[name as keyof typeof requiredForAlerts] === undefined
        ? []
        : requiredNames.map((needed) => [needed, name] as const)
    ),
    ...requiredForCalls.flatMap((group) => {
      const trigger = group.find((name) => settings[name] !== undefined);
      return trigger ? group.map((name) => [name, trigger] as const) : [];
    }),
  ];
  for (const [name, trigger] of needed) {
    if (settings[name] === undefined) {
      wrong(name, `must be set if ${trigger} is`);
    }
  }
  if (settings.METRICS_TOKEN !== undefined && settings.METRICS === "off") {
    wrong("METRICS", "must be on if METRICS_TOKEN is set");
  }
  const { GUARD_MODEL } = settings;
  const lone = guardNeeds.find((name) => settings[name] !== undefined);
  if (lone && GUARD_MODEL === undefined) {
    wrong("GUARD_MODEL", `must be set if ${lone} is`);
  }
  if (
    GUARD_MODEL !== undefined &&
    guardEndpoints.every((name) => settings[name] === undefined)
  ) {
    wrong("GUARD_BASE_URL", "must be set if GUARD_MODEL is");
  }
  for (const [name, message] of findSchoolFaults(settings)) {
    wrong(name, message);
  }
});

function* findSchoolFaults(
  settings: z.infer<typeof fields>,
): Generator<[name: keyof Settings, message: string]> {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_DOMAINS, OIDC_CLAIM } = settings;
  if (OIDC_ISSUER === undefined) {
    if (settings.PASSWORDS === "off") {
      yield ["PASSWORDS", "can be off only if OIDC_ISSUER is set"];
    }
    const suffixes = [
      "CLIENT_ID",
      "CLIENT_SECRET",
      "DOMAINS",
      "CLAIM",
      "HOSTS",
    ];
    const name = suffixes.map((it) => `OIDC_${it}` as keyof Settings)
      .find((it) => settings[it] !== undefined);
    if (name) yield ["OIDC_ISSUER", `must be set if ${name} is`];
    return;
  }
  if (OIDC_CLIENT_ID === undefined) {
    yield ["OIDC_CLIENT_ID", "must be set if OIDC_ISSUER is"];
  }
  if (settings.OIDC_CLIENT_SECRET === undefined) {
    yield ["OIDC_CLIENT_SECRET", "must be set if OIDC_ISSUER is"];
  }
  if (OIDC_CLAIM !== undefined) return;
  if (OIDC_DOMAINS === undefined) {
    yield [
      "OIDC_DOMAINS",
      "must be set if OIDC_ISSUER is, or OIDC_CLAIM must: they say who is a teacher",
    ];
  } else if (
    OIDC_DOMAINS.includes("*") &&
    new URL(OIDC_ISSUER).hostname === "accounts.google.com"
  ) {
    yield [
      "OIDC_DOMAINS",
      "must not be * with Google, where anyone can have an account",
    ];
  }
}

export type Settings = Readonly<z.infer<typeof fields>>;

export const settingNames: readonly string[] = Object.keys(fields.shape);

/** Settings that are secret or may contain a secret: each can also be given by a file, as `X_FILE`. */
export const secretNames = [
  ...["KV_URL", "MOVE_TO", "SMTP_URL"],
  "OIDC_CLIENT_SECRET",
  ...["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
  "TURN_SECRET",
  ...["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"],
  ...["OPENAI_API_KEY", "GUARD_API_KEY"],
  ...["SAFETY_WEBHOOK", "SAFETY_WEBHOOK_SECRET"],
  "METRICS_TOKEN",
] as const satisfies readonly (keyof Settings)[];

export class InvalidSettingsError extends Error {
  override name = "WrongSettings";
}

/** Throws {@link InvalidSettingsError}, whose message names all wrong settings. */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const values = Object.fromEntries(
    settingNames.map((name) => [name, env[name]?.trim() || undefined]),
  );
  const read = schema.safeParse(values);
  if (read.success) return read.data;
  throw new InvalidSettingsError(
    read.error.issues
      .map(({ path, message }) => {
        const name = String(path[0]);
        const isSecret = /KEY|TOKEN|SECRET|SMTP|WEBHOOK/.test(name) ||
          values[name] === undefined;
        // Removes passwords from addresses, since logs keep the message.
        const value = values[name]?.replace(/\/\/.*@/s, "//…@");
        const valueHint = isSecret ? "" : ` (it is "${value}")`;
        return `The setting ${name} ${message}${valueHint}.`;
      })
      .join("\n"),
  );
}

export interface ShownSetting {
  readonly name: string;
  /** `hidden`: the setting is set, and secret; null: it is not set. */
  readonly value: string | { readonly hidden: true } | null;
  /** The value is the default. */
  readonly isUsual: boolean;
}

/** All settings, without secrets and without passwords in addresses. */
export function shownSettings(settings: Settings): ShownSetting[] {
  const usual = fields.parse({});
  const showValue = (name: keyof Settings, { [name]: value }: Settings) => {
    if (value === undefined || String(value) === "") return null;
    if (/_(KEY|KEY_ID|TOKEN|SECRET)$|^SMTP_URL$/.test(name)) {
      return { hidden: true } as const;
    }
    if (name === "KV_URL" || name === "MOVE_TO") {
      return shownPlace(String(value));
    }
    // Its path is often a secret.
    if (name === "SAFETY_WEBHOOK") return `${new URL(String(value)).origin}/…`;
    if (name === "OIDC_CLAIM") {
      return Object.values(settings.OIDC_CLAIM!).join("=");
    }
    const text = Array.isArray(value) ? value.join(", ") : String(value);
    return text.replace(/\/\/[^/]*@/g, "//…@");
  };
  return (Object.keys(fields.shape) as (keyof Settings)[]).map((name) => {
    const value = showValue(name, settings);
    return { name, value, isUsual: value === showValue(name, usual) };
  });
}

/** The place of the store: `KV_URL`, or a file in the data folder. */
export function kvPath(settings: Settings): string {
  return settings.KV_URL ?? `${settings.DATA_DIR}/homeroom.kv`;
}

/** Whether the place is the address of a PostgreSQL database, with the name of its server. */
export function isPostgresUrl(place: string): boolean {
  const { protocol = "", hostname } = URL.parse(place) ?? {};
  return /^postgres(ql)?:$/.test(protocol) && hostname !== "";
}

/** The place as logs and errors may show it, without user name and password. */
export function shownPlace(place: string): string {
  if (!isPostgresUrl(place)) return place;
  const { protocol, host, pathname } = new URL(place);
  return `${protocol}//${host}${pathname}`;
}

export function isDenoDeployKv(
  { DENO_DEPLOYMENT_ID, KV_URL }: Pick<
    Partial<Settings>,
    "DENO_DEPLOYMENT_ID" | "KV_URL"
  >,
): boolean {
  return DENO_DEPLOYMENT_ID !== undefined && !KV_URL;
}

/** Whether files are kept: Deno Deploy has no lasting disk. */
export function hasFileStorage(
  { DENO_DEPLOYMENT_ID, S3_BUCKET }: Pick<
    Settings,
    "DENO_DEPLOYMENT_ID" | "S3_BUCKET"
  >,
): boolean {
  return DENO_DEPLOYMENT_ID === undefined || S3_BUCKET !== undefined;
}

function isWebhookAddress(value: string): boolean {
  const url = URL.parse(value);
  if (!url || url.hash || url.username || url.password) return false;
  return url.protocol === "https:" || isLoopbackHttp(value);
}

/** The key of `SAFETY_WEBHOOK_SECRET`; null: invalid. */
export function parseWebhookSecret(
  value: string,
): Uint8Array<ArrayBuffer> | null {
  try {
    const key = Uint8Array.fromBase64(value.replace(/^whsec_/, ""));
    return key.length >= 24 && key.length <= 64 ? key : null;
  } catch {
    return null;
  }
}

function isWebAddress(value: string): boolean {
  return /^https?:$/.test(URL.parse(value)?.protocol ?? "");
}

function isSocketAddress(value: string): boolean {
  const { hostname = "", protocol = "", username, password, search, hash } =
    URL.parse(value) ?? {};
  return /^wss?:$/.test(protocol) && !hostname.includes(",") &&
    !username && !password && !search && !hash;
}

function isIssuer(value: string): boolean {
  const url = URL.parse(value);
  if (!url || /[?#]/.test(value) || url.username || url.password) return false;
  return url.protocol === "https:" || isLoopbackHttp(value);
}

/** Whether the issuer is a tenant of Microsoft's that admits accounts of any organisation. */
function isMultiTenantIssuer(value: string): boolean {
  const { hostname, pathname = "" } = URL.parse(value) ?? {};
  return hostname === "login.microsoftonline.com" &&
    /^\/(common|organizations|consumers)(\/|$)/.test(pathname);
}

/**
 * The guard's address and key. Without `GUARD_BASE_URL`, the guard is at the assistant's address; the assistant's key
 * is used nowhere else.
 */
export function guardEndpoint(
  { GUARD_BASE_URL, GUARD_API_KEY, OPENAI_BASE_URL, OPENAI_API_KEY }: Partial<
    Settings
  >,
): { baseUrl?: string; key?: string } {
  if (GUARD_BASE_URL) return { baseUrl: GUARD_BASE_URL, key: GUARD_API_KEY };
  return { baseUrl: OPENAI_BASE_URL, key: GUARD_API_KEY ?? OPENAI_API_KEY };
}
