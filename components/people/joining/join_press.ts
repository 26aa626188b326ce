/**
 * The secret of a press of **Join** (J-1): sent again with it where the reply was lost, it is the same press; the server
 * knows it under the same name in the same class alone. Kept in this tab, and one that is made from it, until there is a
 * reply.
 */
import { newSecret } from "../../../classroom/model/ids.ts";
import { recall, remember } from "../../client/browser_memory.ts";

const key = "homeroom/join";
/** So long it is the same press, in ms; the server knows it no longer. */
const pressLastsMs = 10 * 60_000;

interface Kept {
  press: string;
  at: number;
}

/** Where the browser remembers nothing, this page does. */
let here: Kept | null = null;

/** The secret to send: the one of before, where the reply to that has not come. */
export function joinPress(): string {
  const text = recall(key, "sessionStorage");
  const before: Kept | null = text === null ? here : JSON.parse(text);
  const now = Date.now();
  if (before && now - before.at < pressLastsMs) return before.press;
  here = { press: newSecret(), at: now };
  remember(key, JSON.stringify(here), "sessionStorage");
  return here.press;
}

/** A reply has come. `status`: of a refusal; it may be that of something in between, or that one is to come again. */
export function forgetJoinPress(status = 200): void {
  if (status === 0 || status === 429 || status >= 500) return;
  here = null;
  remember(key, null, "sessionStorage");
}
