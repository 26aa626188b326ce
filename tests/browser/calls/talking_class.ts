import type { Locator } from "playwright-core";
import { calls as t, callStaff } from "texts/calls.ts";
import {
  callSessionApi,
  type Person,
  type PersonOptions,
  type Stage,
} from "../stage.ts";
import { waitForIncoming, watchConnections } from "./heard.ts";
import type { LossyNetwork } from "./lossy_network.ts";

interface Special {
  network?: Pick<LossyNetwork, "routeCallsOf">;
  of?: Readonly<Record<string, PersonOptions>>;
}

export async function makeTalkingClass(
  { person }: Pick<Stage, "person">,
  names: readonly string[],
  { network, of = {} }: Special = {},
) {
  const teacher = await person();
  await watchConnections(teacher);
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const students = await Promise.all(names.map(async (name) => {
    const one = await person(of[name]);
    await watchConnections(one);
    await network?.routeCallsOf(one);
    // The browser alone knows this host, so the person joins by hand.
    const comes = of[name]?.host ? one.byHand : one;
    await comes.join(session.code, name);
    return one;
  }));
  const { members } = await desk("GET", "/members");
  const id = (name: string): string =>
    members.find((it: { name: string }) => it.name === name).id;
  return {
    teacher,
    session,
    desk,
    students,
    id,
    /** Makes groups; the result moves students to groups by number. */
    async groups(names: readonly string[]) {
      const { rooms } = await desk("POST", "/breakouts/rooms", { names });
      return (moves: Readonly<Record<string, number>>) =>
        desk("POST", "/breakouts/moves", {
          moves: Object.entries(moves)
            .map(([name, at]) => ({ member: id(name), room: rooms[at].id })),
        });
    },
    /** Waits for these numbers of voices, by student. */
    async hear(...voices: number[]) {
      await Promise.all(
        voices.map((wanted, n) =>
          waitForIncoming(
            students[n],
            { voices: wanted, pictures: 0 },
            names[n],
          )
        ),
      );
    },
  };
}

/** Matches the exact name: **Mute** is a part of **Unmute**. */
export function exactButton({ page }: Person, name: string): Locator {
  return page.getByRole("button", { name, exact: true });
}

/** Joins with the microphone off, and makes the call large: it has all buttons then. */
export async function joinCall(person: Person) {
  const joins = [t.join, t.rejoin, callStaff.visit];
  await joins.map((it) => exactButton(person, it))
    .reduce((one, other) => one.or(other)).first().click();
  await exactButton(person, t.unmute).waitFor();
  await exactButton(person, t.makeLarger).click();
}

export async function unmute(person: Person) {
  await exactButton(person, t.unmute).click();
  await exactButton(person, t.mute).waitFor();
}

export async function joinUnmuted(person: Person) {
  await joinCall(person);
  await unmute(person);
}
