/** The sentences of the safeguarding page that depend on this server's settings; they must be true. */
import type { Settings } from "../classroom/settings.ts";
import { safeguarding as t } from "texts/safeguarding.ts";
import { alertTexts, guardTexts } from "./_privacy.ts";

export interface SafeguardingTexts {
  stopped: string[];
  /** The operator's text for students; null: none. */
  help: string | null;
  noticed: string[];
  told: string[];
}

export function safeguardingTexts(
  settings: Partial<Settings>,
): SafeguardingTexts {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, WORRYING_WORDS = [] } = settings;
  const guard = guardTexts(settings), alerts = alertTexts(settings);
  const count = WORRYING_WORDS.length;
  const hasModel = Boolean(OPENAI_API_KEY || OPENAI_BASE_URL);
  return {
    stopped: [
      ...t.filteredText,
      ...guard.length > 0 ? guard : [hasModel ? t.noGuard : t.noModel],
    ],
    help: settings.HELP_TEXT ?? null,
    noticed: [...t.noticedText, ...count > 0 ? [t.school({ count })] : []],
    told: [...t.toldText, ...alerts.length > 0 ? alerts : [t.noSecond]],
  };
}
