/** Tests with a class of their own, in whose call one is. */
import { Call } from "../../../components/calls/call.ts";
import { eventually } from "../../people.ts";
import { madeUp } from "./made_up.ts";

/** Such a class. */
export type Made = ReturnType<typeof madeUp>;

/** The calls that a test has joined, which end with it. */
const open = new Set<Call>();

/** A test with a class of its own, on a tab that remembers nothing. */
export function test(
  name: string,
  run: (made: Made) => Promise<void> | void,
  as: "amy" | "lin" = "amy",
) {
  Deno.test(name, async () => {
    sessionStorage.clear();
    const made = madeUp({ as });
    try {
      await run(made);
    } finally {
      for (const call of open) call.close();
      open.clear();
      made.facts.document.close();
    }
  });
}

/** The call of this page; its main room's is on with these facts, if any are given. */
export function callOf(made: Made, facts?: object): Call {
  if (facts) made.set("call", { main: 1, ...facts });
  const call = new Call(made.session);
  open.add(call);
  return call;
}

/** The main room's call with these facts, which one has joined. */
export async function inMain(made: Made, facts: object = {}) {
  made.set("call", { main: 1, ...facts });
  const call = await joined(made);
  const voice = call.voice.value!;
  return { call, voice, own: voice.own };
}

/** The call of group `a`, where groups are open and one has joined. */
export async function inGroup(made: Made): Promise<Call> {
  made.set("breakouts", { open: true });
  made.move("amy", "a");
  made.set("call", { groups: 1 });
  return await joined(made);
}

/** Waits for it. */
export const until = (what: string, is: () => boolean) =>
  eventually(() => Promise.resolve(is()), Boolean, what);

/** The call, once one is in. */
export async function joined(made: Made): Promise<Call> {
  const call = callOf(made);
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
