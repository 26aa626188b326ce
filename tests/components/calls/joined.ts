/** Tests of a page in a call, each with its own class. */
import { Call } from "../../../components/calls/call.ts";
import { eventually } from "../../people.ts";
import { madeUp } from "./made_up.ts";

export type Made = ReturnType<typeof madeUp>;

const open = new Set<Call>();

/** The tab remembers nothing. */
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

/** `facts`: those of the main room's call. */
export function callOf(made: Made, facts?: object): Call {
  if (facts) made.set("call", { main: 1, ...facts });
  const call = new Call(made.session);
  open.add(call);
  return call;
}

export async function inMain(made: Made, facts: object = {}) {
  made.set("call", { main: 1, ...facts });
  const call = await joined(made);
  const voice = call.voice.value!;
  return { call, voice, own: voice.ownDevices };
}

export async function inGroup(made: Made): Promise<Call> {
  made.set("breakouts", { open: true });
  made.move("amy", "a");
  made.set("call", { groups: 1 });
  return await joined(made);
}

export const until = (what: string, is: () => boolean) =>
  eventually(() => Promise.resolve(is()), Boolean, what);

export async function joined(made: Made): Promise<Call> {
  const call = callOf(made);
  await call.join();
  await isIn(call);
  return call;
}

/** Also waits for the devices. */
export const isIn = (call: Call) =>
  until("one is in", () =>
    call.voice.value?.isJoined.value === true &&
    call.voice.value.ownDevices.tracks.value !== null);

export const requests = ({ said }: Made) =>
  said.map(({ room, request }) => `${room} ${request.kind}`);
