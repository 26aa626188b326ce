/**
 * The settings, read from the environment once, at the start. A wrong value stops the start with a
 * sentence that names it; an empty one counts as not set.
 */
import { z } from "zod";
import { limits } from "../sync/limits.ts";
import { usualPace } from "./pace.ts";

const someWhole = (least: number, most: number) =>
  z.string().regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, {
      message: `must be a whole number from ${least} to ${most}`,
    });

const whole = (least: number, most: number, usual: number) =>
  someWhole(least, most).default(usual);

const oneOf = <const T extends [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `must be one of: ${values.join(", ")}` })
    .default(() => values[0] as T[number]);

const address = z.string().refine(isWebAddress, {
  message: "must be an address that begins with http:// or https://",
}).optional();

// Paths become permissions of the process, where a comma separates one from the next.
const path = z.string().regex(/^[^,]*$/, "must not have a comma in it");

const kvPlace = path.refine(
  (value) => !/^[a-z][a-z\d+.-]*:\/\//i.test(value) || isWebAddress(value),
  {
    message:
      "must be a path, or an address that begins with http:// or https://",
  },
);

const fields = z.object({
  PORT: whole(0, 65535, 8000),
  HOST: z.string().regex(
    /^[\w.:%-]+$/,
    "must be an address of this machine, such as 127.0.0.1",
  ).optional(),
  DATA_DIR: path.default("./data"),
  KV_URL: kvPlace.optional(),
  DENO_KV_ACCESS_TOKEN: z.string().optional(),
  /** The same: on Deno Deploy no name may begin with DENO_. */
  KV_ACCESS_TOKEN: z.string().optional(),
  BASE_URL: z.string().refine(
    (value) => isWebAddress(value) && new URL(value).pathname === "/",
    {
      message:
        "must be the address that people open, such as https://class.example.org, without a path",
    },
  ).transform((value) => new URL(value).origin).optional(),
  TRUST_PROXY: whole(0, 10, 0),
  TEACHER_PLAN: oneOf("everyone", "granted"),
  SIGN_UP: oneOf("open", "closed"),
  RETENTION_DAYS: whole(1, 36500, 365),
  FOLD_AFTER: whole(1, 1_000_000, limits.logCommits),
  STUDENT_PACE: whole(1, 60_000, usualPace),
  FILES_SESSION_MB: whole(1, 10_000_000, 5000),
  FILES_MEMBER_MB: whole(1, 10_000_000, 500),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().optional(),
  S3_ENDPOINT: address,
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  OPENAI_BASE_URL: address,
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_CONCURRENCY: someWhole(1, 1000).optional(),
  OPENAI_TIMEOUT: whole(5, 3600, 60),
  OPENAI_MAX_TOKENS: whole(16, 1_000_000, 4_000),
  ASSISTANT_CLASS_TOKENS: whole(1, 1e12, 2_000_000),
  ASSISTANT_ADDRESS_TOKENS: whole(1, 1e12, 10_000_000),
  ASSISTANT_SERVER_TOKENS: whole(1, 1e12, 20_000_000),
  ASSISTANT_CLASS_PACE: whole(1, 1e6, 120),
  ASSISTANT_ADDRESS_PACE: whole(1, 1e6, 240),
  ASSISTANT_SERVER_PACE: whole(1, 1e6, 600),
  /** Not set by people: there where this runs on Deno Deploy. */
  DENO_DEPLOYMENT_ID: z.string().optional(),
  /** Not set by people: the launcher's word for where this machine is in its network. */
  HOMEROOM_NEARBY: z.string().default("").transform((value) =>
    value.split(",").filter(Boolean)
  ),
});

// Nothing else that could know them may be read or reached: see `server/permissions.ts`.
const forBucket = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;

const schema = fields.superRefine((settings, context) => {
  if (settings.S3_BUCKET === undefined) return;
  for (const name of forBucket.filter((it) => settings[it] === undefined)) {
    const message = "must be set where S3_BUCKET is";
    context.addIssue({ code: "custom", path: [name], message });
  }
});

/** The settings by their names in the environment, checked. */
export type Settings = Readonly<z.infer<typeof fields>>;

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(fields.shape);

/** Thrown for wrong settings; the message is for whoever starts the server. */
export class WrongSettings extends Error {
  override name = "WrongSettings";
}

/** Reads the settings from an environment. Throws {@link WrongSettings}, naming all that are wrong. */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const given = Object.fromEntries(
    settingNames.map((name) => [name, env[name]?.trim() || undefined]),
  );
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw new WrongSettings(
    read.error.issues
      .map(({ path, message }) => {
        const name = String(path[0]);
        const shown = /KEY|TOKEN/.test(name) ? "" : ` (it is "${given[name]}")`;
        return `The setting ${name} ${message}${shown}.`;
      })
      .join("\n"),
  );
}

/** Where the KV is: a file in the data folder, or what `KV_URL` says. */
export function kvPath(settings: Settings): string {
  return settings.KV_URL ?? `${settings.DATA_DIR}/homeroom.kv`;
}

/** Whether a KV's place is a server's address rather than a file. */
export function isRemote(place: string): boolean {
  return /^https?:/.test(place);
}

/** Deno Deploy has a KV of its own, which is used where no other is set. */
export function isHosted(
  { DENO_DEPLOYMENT_ID, KV_URL }: Pick<
    Partial<Settings>,
    "DENO_DEPLOYMENT_ID" | "KV_URL"
  >,
): boolean {
  return DENO_DEPLOYMENT_ID !== undefined && !KV_URL;
}

/** Whether files have a place that lasts: on Deno Deploy no disk does. */
export function keepsFiles(
  { DENO_DEPLOYMENT_ID, S3_BUCKET }: Pick<
    Settings,
    "DENO_DEPLOYMENT_ID" | "S3_BUCKET"
  >,
): boolean {
  return DENO_DEPLOYMENT_ID === undefined || S3_BUCKET !== undefined;
}

function isWebAddress(value: string): boolean {
  return /^https?:$/.test(URL.parse(value)?.protocol ?? "");
}
