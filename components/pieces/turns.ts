/** Made-up turns of a conversation with the assistant. */
import { sample as t } from "texts/pieces.ts";
import type {
  Failure,
  Turn,
  TurnState,
} from "../../classroom/model/conversations.ts";
import { idOf, minute, now } from "./scene.ts";

/** Questions with an answer each, in these states. The first has Markdown, the second formulas and code. */
export function madeUpTurns(
  states: readonly (TurnState | Failure)[],
): Turn[] {
  return states.flatMap((as, n): Turn[] => {
    const prompt = idOf(n, "prompt");
    const at = now - (states.length - n) * minute;
    const isState = ["streaming", "done", "stopped", "failed"].includes(as);
    const state = isState ? as as TurnState : "failed";
    const whole = n % 2 === 0 ? t.markdown : t.maths;
    return [
      {
        id: prompt,
        role: "user",
        text: n === 0 ? t.asked : t.askedLong,
        at,
        state: "done",
      },
      {
        id: idOf(n, "answer"),
        role: "assistant",
        text: state === "done" ? whole : state === "stopped" ? t.partly : "",
        at,
        state,
        model: "demonstration",
        prompt,
        ...!isState && { failure: as as Failure },
      },
    ];
  });
}
