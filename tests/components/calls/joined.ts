/** Tests of a page in a call, each with its own class. */
import { Call } from "../../../components/calls/call.ts";
import { eventually } from "../../people.ts";
import { makeCallFixture } from "./made_up.ts";

export type CallFixture = ReturnType<typeof makeCallFixture>;

const open = new Set<Call>();

/** The tab remembers nothing. */
export function testCallParts(
  name: string,
  run: (made: CallFixture) => Promise<void> | void,
  as: "amy" | "lin" = "amy",
) {
  Deno.test(name, async () => {
    sessionStorage.clear();
    const made = makeCallFixture({ as });
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
export function makeCall(made: CallFixture, facts?: object): Call {
  if (facts) made.set("call", { main: 1, ...facts });
  const call = new Call(made.session);
  open.add(call);
  return call;
}

export async function joinInMainRoom(made: CallFixture, facts: object = {}) {
  made.set("call", { main: 1, ...facts });
  const call = await joinCall(made);
  const voice = call.voice.value!;
  return { call, voice, own: voice.ownDevices };
}

export async function joinInGroup(made: CallFixture): Promise<Call> {
  made.set("breakouts", { open: true });
  made.move("amy", "a");
  made.set("call", { groups: 1 });
  return await joinCall(made);
}

export const waitUntil = (what: string, is: () => boolean) =>
  eventually(() => Promise.resolve(is()), Boolean, what);

export async function joinCall(made: CallFixture): Promise<Call> {
  const call = makeCall(made);
  await call.join();
  await waitUntilInCall(call);
  return call;
}

/** Also waits for the devices. */
export const waitUntilInCall = (call: Call) =>
  waitUntil("one is in", () =>
    call.voice.value?.isJoined.value === true &&
    call.voice.value.ownDevices.tracks.value !== null);

export const sentRequests = ({ said }: CallFixture) =>
  said.map(({ room, request }) => `${room} ${request.kind}`);
