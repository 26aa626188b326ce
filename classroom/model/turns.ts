/** Reads and writes the turns of a conversation's document. Pure; permissions are checked elsewhere. */
import * as Y from "yjs";
import { makePreview } from "../../formats/markdown/previews.ts";
import type { Turn, TurnMap, TurnState } from "./conversations.ts";
import type { TurnView } from "./views.ts";
import { toIsoString } from "../../formats/times.ts";
import { estimateTokens } from "./usage.ts";
import { conversationInfo, turnsOf } from "./roots.ts";

export interface ModelMessage {
  readonly role: "user" | "assistant";
  readonly text: string;
}

/** Maximum number of estimated tokens of a conversation that a model gets; older turns are left out. */
export const maxContextTokens = 8_000;

/** The member who owns the conversation; undefined if it does not exist. */
export function conversationOwner(conversation: Y.Doc): string | undefined {
  return conversationInfo(conversation).get("member") as string | undefined;
}

export function readTurn(turn: TurnMap): Turn {
  return turn.toJSON() as Turn;
}

export function readTurns(conversation: Y.Doc): Turn[] {
  return turnsOf(conversation).map(readTurn);
}

export function findTurn(
  conversation: Y.Doc,
  id: string,
): TurnMap | undefined {
  return turnsOf(conversation).toArray().findLast((it) => it.get("id") === id);
}

export function turnText(turn: TurnMap): Y.Text {
  return turn.get("text") as Y.Text;
}

export function makeTurn({ text, ...fields }: Turn): TurnMap {
  const turn: TurnMap = new Y.Map();
  for (const [key, value] of Object.entries(fields)) turn.set(key, value);
  turn.set("text", new Y.Text(text));
  return turn;
}

export function turnState(turn: TurnMap): TurnState {
  return turn.get("state") as TurnState;
}

export function findAnswers(
  conversation: Y.Doc,
  prompt: string,
): { turn: TurnMap; index: number }[] {
  return turnsOf(conversation).toArray().flatMap((turn, index) =>
    turn.get("prompt") === prompt ? [{ turn, index }] : []
  );
}

/**
 * The model's input: the prompt and the turns before it, with only the last of repeated answers, within
 * `maxContextTokens`.
 */
export function buildModelInput(
  conversation: Y.Doc,
  prompt: string,
): ModelMessage[] {
  const messages: ModelMessage[] = [];
  for (const turn of turnsOf(conversation)) {
    const role = turn.get("role") as ModelMessage["role"];
    const text = turnText(turn).toString();
    if (role === "user") messages.push({ role, text });
    else if (text !== "" && turnState(turn) !== "streaming") {
      if (messages.at(-1)?.role === "assistant") messages.pop();
      messages.push({ role, text });
    }
    if (turn.get("id") === prompt) break;
  }
  return limitToContext(messages);
}

/** The last turns within `maxContextTokens`; always the prompt. Pure. */
export function limitToContext(
  messages: readonly ModelMessage[],
): ModelMessage[] {
  let tokens = 0;
  const from = messages.findLastIndex(({ text }) =>
    (tokens += estimateTokens(text)) > maxContextTokens
  );
  return messages.slice(Math.min(from + 1, messages.length - 1));
}

/** A title from a first prompt: its first line, cut between words. */
export function makeConversationTitle(prompt: string, max: number): string {
  const lines = prompt.trim().split("\n", 5);
  const line =
    lines.map((it) => makePreview(it, 4 * max)).find((it) => it !== "") ??
      lines[0].slice(0, 4 * max);
  if (line.length <= max) return line;
  const cut = line.slice(0, max - 1);
  const space = cut.lastIndexOf(" ");
  // Cuts within a word if there are no spaces, but never within a surrogate pair.
  const whole = space > max / 2 ? cut.slice(0, space) : cut;
  return `${whole.replace(/[\ud800-\udbff]$/, "")}…`;
}

export function toTurnView({ at, ...turn }: Turn): TurnView {
  return { ...turn, at: toIsoString(at) };
}
