/** What the panel asks of its session over HTTP; the panel says why something was refused. */
import { type Answer, ask } from "./ask.ts";
import type { Chat } from "../chat/chat.ts";

/** Asks, and tells the panel what came of it. `keepalive`: the request outlives the page. */
export async function askSession(
  chat: Chat,
  method: "POST" | "PATCH" | "PUT" | "DELETE",
  path: string,
  body: unknown = {},
  { keepalive = false } = {},
): Promise<Answer<unknown>> {
  const api = `/api/sessions/${chat.seat.session}${path}`;
  const answer = await ask(method, api, body, { keepalive });
  chat.trouble.value = answer.ok ? "" : answer.problem.detail;
  return answer;
}
