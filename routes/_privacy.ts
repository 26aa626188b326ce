/** The sentences of the data page that depend on this server's settings; they must be true. */
import { dayMs, minuteMs } from "../formats/times.ts";
import { privacy as t } from "texts/privacy.ts";
import { formatList } from "../formats/format_list.ts";
import { approvalLifetimeMs } from "../classroom/accounts/school/school_accounts.ts";
import { pendingSignInMs } from "../classroom/accounts/school/school_sign_in.ts";
import { idleSignInMs, maxSignInMs } from "../classroom/accounts/sign_ins.ts";
import { memberCookieGraceMs } from "../classroom/identity.ts";
import { unusedImageMs } from "../classroom/library/images.ts";
import { deletedItemMs } from "../classroom/library/library.ts";
import { bounds } from "../classroom/model/bounds.ts";
import { minAnonymousVotes } from "../classroom/model/resources/shared_resources.ts";
import { maxContextTokens } from "../classroom/model/turns.ts";
import { parseSmtpServer } from "../classroom/mail_settings.ts";
import {
  guardEndpoint,
  isDenoDeployKv,
  isPostgresUrl,
  type Settings,
} from "../classroom/settings.ts";
import { isLoopback } from "./(http)/_origin.ts";

type Set = Partial<Settings>;

const policyValues = {
  fewest: minAnonymousVotes,
  undo: deletedItemMs / minuteMs,
  unused: unusedImageMs / dayMs,
  tokens: maxContextTokens,
  /** The letters of `maxContextTokens` at about four a token, rounded down. */
  letters: Math.floor(4 * maxContextTokens / 10_000) * 10_000,
  approval: approvalLifetimeMs / dayMs,
  idle: idleSignInMs / dayMs,
  longest: maxSignInMs / dayMs,
  way: pendingSignInMs / minuteMs,
  member: bounds.hours.max / 24 + memberCookieGraceMs / dayMs,
  found: bounds.foundDays,
};

export function fillPolicyValues(
  sentence:
    | string
    | ((needs: typeof policyValues & { days: number }) => string),
  days: number,
): string {
  return typeof sentence === "string"
    ? sentence
    : sentence({ ...policyValues, days });
}

export function assistantText(
  { OPENAI_API_KEY, OPENAI_BASE_URL }: Set,
  model: string,
): string {
  if (!OPENAI_BASE_URL && !OPENAI_API_KEY) return t.demonstration;
  if (!OPENAI_BASE_URL) {
    return t.provider({ ...policyValues, host: "api.openai.com", model });
  }
  const { host, hostname } = new URL(OPENAI_BASE_URL);
  return t[whoseMachine(hostname)]({ ...policyValues, host, model });
}

/**
 * The sentences about the guard, which reads the assistant's questions and answers (T-3), and about its failure; empty
 * without one.
 */
export function guardTexts(settings: Set): string[] {
  const { GUARD_MODEL: model, GUARD_STOPS = [] } = settings;
  if (model === undefined) return [];
  const { baseUrl = "https://api.openai.com" } = guardEndpoint(settings);
  const { host, hostname } = new URL(baseUrl);
  const fails = settings.GUARD_FAILS ?? "closed";
  const whose = t.guard[whoseMachine(hostname)];
  return [
    t.guard.read({ host, model }),
    typeof whose === "string" ? whose : whose({ host }),
    t.guard.stops({ kinds: formatList(GUARD_STOPS.map(nameOfKind)) }),
    t.guard.signals,
    t.guard[fails]({ seconds: settings.GUARD_TIMEOUT ?? 10 }),
  ];
}

/** The guard's kinds are those of OpenAI's moderation; another guard's own kinds keep their names. */
function nameOfKind(kind: string): string {
  if (kind === "*") return t.guard.kinds.all;
  const key = kind.replace(/[-/](\w)/g, (_, first) => first.toUpperCase());
  const names: Readonly<Record<string, string>> = t.guard.kinds;
  return Object.hasOwn(names, key) ? names[key] : kind;
}

/** Names and addresses inside a local network. */
const thisNetwork =
  /^(10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|169\.254(\.\d+){2}|\[f[cd][\da-f]{2}:.*\]|\[fe[89ab][\da-f]:.*\]|[^.:[\]]+|.*\.(local|internal|lan|home\.arpa))$/;

function whoseMachine(hostname: string): "here" | "nearby" | "provider" {
  if (isLoopback(hostname)) return "here";
  return thisNetwork.test(hostname) ? "nearby" : "provider";
}

/** The sentence about the provider by which teachers sign in; null if there is none. */
export function schoolSignInText({ OIDC_ISSUER }: Set): string | null {
  if (!OIDC_ISSUER) return null;
  return t.schoolText({ ...policyValues, host: new URL(OIDC_ISSUER).host });
}

export function mailTexts({ SMTP_URL, SAFETY_MAIL }: Set): string[] {
  const server = parseSmtpServer(SMTP_URL ?? "");
  if (!server) return [];
  const { host } = server;
  return [
    SAFETY_MAIL ? t.mailViaWithAlerts({ host }) : t.mailVia({ host }),
    ...t.mailText,
  ];
}

/** When a second adult is alerted about a class, and of what (T-2); empty if there is none. */
export function alertTexts({ SAFETY_MAIL, SAFETY_WEBHOOK }: Set): string[] {
  if (!SAFETY_MAIL && !SAFETY_WEBHOOK) return [];
  const host = SAFETY_WEBHOOK && new URL(SAFETY_WEBHOOK).host;
  return [
    ...t.alertsText,
    ...SAFETY_MAIL ? [t.alertsMail] : [],
    ...host ? [t.alertsWebhook({ host })] : [],
    t.alertsKept,
  ];
}

/** The sentences about calls: who sees and stores network addresses. */
export function callTexts({ LIVEKIT_URL, TURN_URL = [] }: Set): string[] {
  const way = LIVEKIT_URL
    ? t.callsLivekit({ host: new URL(LIVEKIT_URL).host })
    : t.callsMesh;
  const hosts = TURN_URL.map((it) => it.replace(/^turns?:|\?.*$/g, ""));
  const host = [...new Set(hosts)].join(", ");
  const turn = host ? [t.callsTurn({ host })] : [];
  return [...t.callsText, way, ...turn];
}

/** The sentence about whether deleted data is overwritten. `hasLauncher`: a launcher rewrites the database's file. */
export function tracesText(
  settings: Set,
  hasLauncher: boolean,
): string {
  const { KV_URL = "" } = settings;
  if (isDenoDeployKv(settings) || isPostgresUrl(KV_URL)) return t.theirs;
  return hasLauncher ? t.scrubbed : t.notScrubbed;
}

/** The sentence about where the data is, without credentials. */
export function storageText(settings: Set): string {
  const { KV_URL = "", S3_BUCKET, S3_ENDPOINT, S3_REGION = "us-east-1" } =
    settings;
  const database = isPostgresUrl(KV_URL) ? new URL(KV_URL).host : null;
  const bucket = !S3_BUCKET
    ? null
    : S3_ENDPOINT
    ? new URL(S3_ENDPOINT).host
    : `s3.${S3_REGION}.amazonaws.com`;
  if (isDenoDeployKv(settings)) {
    return bucket ? t.hostedBucket({ where: bucket }) : t.hosted;
  }
  if (database && bucket) return t.remoteBucket({ database, bucket });
  if (database) return t.remote({ where: database });
  return bucket ? t.bucket({ where: bucket }) : t.disk;
}
