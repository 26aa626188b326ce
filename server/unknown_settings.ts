/**
 * Finds variables that look like settings but are none, such as `SMPT_URL`: without a word about them a server would run
 * without mail, and nobody would know why.
 */
import { secretNames, settingNames } from "../classroom/settings.ts";

export interface UnknownSetting {
  readonly name: string;
  /** The setting that is probably meant; null: only the beginning is one of ours. */
  readonly meant: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Beginnings of settings that few variables of other programs have. */
const ownPrefixes = [
  "ASSISTANT_",
  "FILES_",
  "GUARD_",
  "HOMEROOM_",
  "LIVEKIT_",
  "METRICS_",
  "OIDC_",
  "OPENAI_",
  "S3_",
  "SAFETY_",
  "SMTP_",
  "TURN_",
];

/** Variables of OpenAI's and LiveKit's own programs, which a shell may have for those. */
const foreign = new Set([
  "LIVEKIT_CONFIG",
  "LIVEKIT_KEYS",
  "OPENAI_LOG",
  "OPENAI_ORG",
  "OPENAI_ORG_ID",
  "OPENAI_ORGANIZATION",
  "OPENAI_PROJECT",
  "OPENAI_PROJECT_ID",
  "OPENAI_WEBHOOK_SECRET",
]);

/** Kubernetes and Docker give each container the addresses of services, such as `HOMEROOM_PORT=tcp://…`. */
const ofService = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP)(_\w+)?$/;

/** The variables that are probably meant as settings, sorted by name. */
export function findUnknownSettings(env: Environment): UnknownSetting[] {
  return Object.keys(env).sort().flatMap((name) => {
    const value = env[name]?.trim();
    if (!value || isKnown(name) || foreign.has(name)) return [];
    if (ofService.test(name) || /^(tcp|udp):\/\//.test(value)) return [];
    const meant = findMeant(name);
    const isOurs = ownPrefixes.some((prefix) =>
      name.toUpperCase().startsWith(prefix)
    );
    return meant !== null || isOurs ? [{ name, meant }] : [];
  });
}

/** Only secrets can be in a file. */
function isKnown(name: string): boolean {
  return settingNames.includes(name) ||
    secretNames.some((secret) => name === `${secret}_FILE`);
}

function findMeant(name: string): string | null {
  const bare = lettersOf(name.toUpperCase().replace(/_FILE$/, ""));
  const withoutOurs = bare.replace(/^HOMEROOM/, "");
  const longer = settingNames.find((setting) =>
    setting.includes("_") && name.toUpperCase().startsWith(setting)
  );
  let nearest: string | null = longer ?? null, least = Infinity;
  for (const setting of settingNames) {
    const letters = lettersOf(setting);
    const distance = Math.min(
      editDistance(bare, letters),
      editDistance(withoutOurs, letters),
    );
    if (distance > mostEdits(letters) || distance >= least) continue;
    nearest = setting;
    least = distance;
  }
  return nearest;
}

const lettersOf = (name: string) => name.replaceAll("_", "");

/** A short name is near many others: `HOST` has `HOME`, `PORT` has `PATH`. */
function mostEdits({ length }: string): number {
  return length < 5 ? 0.5 : length < 9 ? 1 : length < 10 ? 2 : 3;
}

/** Letters that are added, left out, exchanged or swapped with the next; a swap counts half, as it is always a slip. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(
        rows[i - 1][j] + 1,
        row[j - 1] + 1,
        rows[i - 1][j - 1] + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], rows[i - 2][j - 2] + 0.5);
      }
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}
