/** Tests with a class of their own, in whose call one is. */
import { Call } from "../../../components/calls/call.ts";
import { eventually } from "../../people.ts";
import { madeUp } from "./made_up.ts";

/** Such a class. */
export type Made = ReturnType<typeof madeUp>;

/** A test with a class of its own, on a tab that remembers nothing. */
export function test(
  name: string,
  run: (made: Made) => Promise<void>,
  as: "amy" | "lin" = "amy",
) {
  Deno.test(name, async () => {
    sessionStorage.clear();
    const made = madeUp({ as });
    await run(made);
    made.facts.document.close();
  });
}

/** Waits for it. */
export const until = (what: string, is: () => boolean) =>
  eventually(() => Promise.resolve(is()), Boolean, what);

/** The call, once one is in. */
export async function joined({ session }: Made): Promise<Call> {
  const call = new Call(session);
  await call.join();
  await isIn(call);
  return call;
}

/** Waits until one is in, and one's devices are known. */
export const isIn = (call: Call) =>
  until("one is in", () =>
    call.voice.value?.isIn.value === true &&
    call.voice.value.own.tracks.value !== null);

/** What was said to the server, and in which room. */
export const requests = ({ said }: Made) =>
  said.map(({ room, request }) => `${room} ${request.kind}`);
