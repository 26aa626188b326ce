import { groups } from "texts/groups.ts";
import {
  callSessionApi,
  type Person,
  pressUntil,
  type Stage,
} from "../stage.ts";

/** Begins one; `put` moves a student by name, null: to no group. The groups are closed. */
export async function makeClassWithGroups(
  { person }: Pick<Stage, "person">,
  names: readonly string[] = ["Group A", "Group B"],
) {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const { rooms }: { rooms: { id: string }[] } = await desk(
    "POST",
    "/breakouts/rooms",
    { names },
  );
  const put = async (name: string, n: number | null) => {
    const { members } = await desk("GET", "/members");
    const { id: member } = members.find((it: { name: string }) =>
      it.name === name
    );
    const room = n === null ? null : rooms[n].id;
    await desk("POST", "/breakouts/moves", { moves: [{ member, room }] });
  };
  return { teacher, session, desk, rooms, put };
}

export async function putThreeInGroups(stage: Pick<Stage, "person">) {
  const all = await makeClassWithGroups(stage), { session, put } = all;
  const amy = await stage.person();
  const ben = await stage.person({ phone: true });
  const cem = await stage.person();
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  await cem.join(session.code, "Cem");
  await put("Amy", 0);
  await put("Ben", 0);
  await put("Cem", 1);
  return { ...all, amy, ben, cem };
}

export const expectTabSelected = (one: Person, room: string) =>
  one.sees(one.page.getByRole("tab", { name: room, selected: true }));

export async function openRoomTab(one: Person, room: string) {
  const there = one.page.getByRole("tab", { name: room, selected: true });
  await pressUntil(
    one.button(groups.goTo({ name: room })),
    () => there.isVisible(),
    `${room} was shown`,
  );
}
