/** A class that talks, in Chromium with made-up microphones: who is in it, and how they come into its call. */
import type { Locator } from "playwright-core";
import { callDevices as devices, calls as t, callStaff } from "texts/calls.ts";
import { api, type Person, type PersonOptions, type Stage } from "../stage.ts";
import { gets, watchConnections } from "./heard.ts";
import type { LossyNetwork } from "./lossy_network.ts";

/** What is special about one. */
interface Special {
  /** What all calls go through. */
  network?: Pick<LossyNetwork, "leads">;
  /** About somebody's browser, by their name. */
  of?: Readonly<Record<string, PersonOptions>>;
}

/** Begins one, with these students on its page. */
export async function talkingClass(
  { person }: Pick<Stage, "person">,
  names: readonly string[],
  { network, of = {} }: Special = {},
) {
  const teacher = await person();
  await watchConnections(teacher);
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = api(teacher, session.id);
  const students = await Promise.all(names.map(async (name) => {
    const one = await person(of[name]);
    await watchConnections(one);
    await network?.leads(one);
    // A host that is the browser's alone is joined in it.
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
    /** Makes groups of these names; then moves each to one of them by its number. */
    async groups(names: readonly string[]) {
      const { rooms } = await desk("POST", "/breakouts/rooms", { names });
      return (moves: Readonly<Record<string, number>>) =>
        desk("POST", "/breakouts/moves", {
          moves: Object.entries(moves)
            .map(([name, at]) => ({ member: id(name), room: rooms[at].id })),
        });
    },
    /** Waits until each of the students hears so many, and sees nobody. */
    async hear(...voices: number[]) {
      await Promise.all(
        voices.map((wanted, n) =>
          gets(students[n], { voices: wanted, pictures: 0 }, names[n])
        ),
      );
    },
  };
}

/** A button of one's own, of exactly this name: **Mute** is a part of **Unmute**. */
export function own({ page }: Person, name: string): Locator {
  return page.getByRole("button", { name, exact: true });
}

/** Presses **Join call**, as it is on the page, and again where the devices are tried; ends with the microphone off. */
export async function joinCall(person: Person) {
  const joins = [t.join, t.rejoin, callStaff.visit];
  await joins.map((it) => own(person, it))
    .reduce((one, other) => one.or(other)).first().click();
  await person.page.getByRole("dialog", { name: devices.joinTitle })
    .getByRole("button", { name: t.join }).click();
  await own(person, t.unmute).waitFor();
}

/** Turns the microphone on. */
export async function unmute(person: Person) {
  await own(person, t.unmute).click();
  await own(person, t.mute).waitFor();
}

/** Comes in, and is heard. */
export async function talks(person: Person) {
  await joinCall(person);
  await unmute(person);
}
