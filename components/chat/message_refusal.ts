import { chat as t } from "texts/chat.ts";
import { bounds } from "../../classroom/model/bounds.ts";

type Words = string | ((needs: { most: number }) => string);

export function describeMessageRefusal(kind: string): string {
  const refusals: Partial<Record<string, Words>> = t.refusals;
  const words = refusals[kind] ?? t.refusedOther;
  return typeof words === "string" ? words : words({ most: bounds.text });
}
