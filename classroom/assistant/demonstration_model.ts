/**
 * The assistant that is built in: no network, no model. It says on every answer what it is, and shows
 * what an answer can look like, so that a lesson can be rehearsed without an account anywhere.
 */
import {
  demonstrationName,
  demonstrationTexts,
} from "./demonstration_texts.ts";
import type { Model, ModelRequest } from "./model.ts";

/** How a piece of an answer is paced. */
const wordsAtOnce = 2;
const pieceEveryMs = 40;

/** Answers with a demonstration. */
export class DemonstrationModel implements Model {
  readonly name = demonstrationName;

  async *answer(
    { words, system, signal }: ModelRequest,
  ): AsyncGenerator<string> {
    const prompt = words.at(-1)?.text ?? "";
    const asked = words.filter(({ role }) => role === "user").length;
    const pieces = demonstration(prompt, asked, system !== "")
      .match(/\p{Script=Han}|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? [];
    for (let at = 0; at < pieces.length; at += wordsAtOnce) {
      if (signal.aborted) return;
      yield pieces.slice(at, at + wordsAtOnce).join("");
      await new Promise((resolve) => setTimeout(resolve, pieceEveryMs));
    }
  }
}

/** The whole answer. `asked`: the how manieth question of the conversation it is. Pure. */
export function demonstration(
  prompt: string,
  asked: number,
  guided: boolean,
): string {
  const d = demonstrationTexts(prompt);
  const has = (pattern: RegExp) => pattern.test(prompt);
  const parts = [d.notice, `${d.youAsked}\n\n${quoted(prompt)}`];
  if (guided) parts.push(d.guided);
  if (has(/\b(table|compare|comparison|versus|vs)\b|表/i)) parts.push(d.table);
  if (has(/\b(code|program|python|javascript|function)\b|```|(?<!方)程式/i)) {
    parts.push(d.code);
  }
  if (
    has(
      /\b(maths?|formula|equation|solve|fraction|sum)\b|\d\s*[+*/^=]\s*\d|[$]|數學|算式|方程式|公式/i,
    )
  ) parts.push(d.maths);
  if (
    has(
      /\b(list|steps?|ideas?|examples?|why|how)\b|步驟|列出|例子|舉例|為什麼|如何|怎麼|^[^\S\n]*[-*]\s/im,
    )
  ) {
    parts.push(d.list);
  }
  // Nothing was asked for by its form: all that an answer can hold, the first time.
  if (parts.length === (guided ? 3 : 2)) {
    parts.push(asked === 1 ? d.everything : d.again(asked));
  }
  parts.push(d.closing);
  return parts.join("\n\n");
}

/** The prompt as a quotation, its first lines. */
function quoted(prompt: string): string {
  const lines = prompt.trim().split("\n");
  const shown = lines.slice(0, 8).map((line) => `> ${line.slice(0, 500)}`);
  if (lines.length > 8) shown.push("> …");
  return shown.join("\n");
}
