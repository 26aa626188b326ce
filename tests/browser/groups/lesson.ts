/** A lesson in groups: a teacher, five students with open chats, and ways to find what they see. */
import type { Locator } from "playwright-core";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { callSessionApi, type Person, type Stage } from "../stage.ts";
import { expectTabSelected } from "./two_groups.ts";

const names = ["Amy", "Ben", "Chloe", "Dan", "Eva"] as const;

type Name = typeof names[number];

const seats: Record<Name, string> = {
  Amy: "Group A",
  Ben: "Group A",
  Chloe: "Group B",
  Dan: "Group B",
  Eva: "Group C",
};

export async function beginGroupLesson({ person }: Pick<Stage, "person">) {
  const teacher = await person();
  const { page } = teacher;
  await page.addInitScript(countChimeNotes);
  const notes = () =>
    page.evaluate(() => (globalThis as unknown as { notes: number }).notes);
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const main = page.getByRole("main");
  const press = (name: string) =>
    main.getByRole("button", { name }).first().click();
  const pressMore = async (name: string) => {
    await press(groupsBoard.moreTools);
    await press(name);
  };
  const moreTime = async (minutes: number) => {
    await main.locator(".verb-timer").click();
    await press(t.plus({ minutes }));
    await page.keyboard.press("Escape");
  };
  const dialog = page.getByRole("dialog");
  const queue = page.locator(".help-queue");
  const tile = (name: string) =>
    page.locator(".tile").filter({ hasText: name });

  const all = new Map<Name, Person>();
  for (const name of names) {
    const one = await person({ phone: name === "Amy" });
    await one.join(session.code, name);
    await one.openChat();
    all.set(name, one);
  }
  const who = (name: Name) => all.get(name)!;
  const everyone = async (work: (one: Person, name: Name) => Promise<void>) =>
    void await Promise.all(names.map((name) => work(who(name), name)));
  const tab = (one: Person, name: string): Locator =>
    one.page.getByRole("tab", { name });
  const { members } = await desk("GET", "/members");
  const idOf = (name: Name): string =>
    members.find((one: { name: string }) => one.name === name).id;
  const move = (name: Name, room: string | null) =>
    desk("POST", "/breakouts/moves", { moves: [{ member: idOf(name), room }] });
  const rooms = async (): Promise<Map<string, string>> => {
    const { rooms } = await desk("GET", "/breakouts");
    return new Map(
      rooms.map((one: { id: string; name: string }) => [one.name, one.id]),
    );
  };
  const seating = async () => {
    const now = new Map([...await rooms()].map(([name, id]) => [id, name]));
    const { members } = await desk("GET", "/members");
    const room = (name: Name) =>
      members.find((one: { name: string }) => one.name === name).room;
    return Object.fromEntries(
      names.map((name) => [name, now.get(room(name))]),
    ) as Record<Name, string | undefined>;
  };
  await teacher.openTab(review.tabs.groups);

  const seatAll = async () => {
    const ids = await rooms();
    const moves = names.map((name) => ({
      member: idOf(name),
      room: ids.get(seats[name]),
    }));
    await desk("POST", "/breakouts/moves", { moves });
  };
  return {
    teacher,
    session,
    desk,
    press,
    pressMore,
    moreTime,
    dialog,
    queue,
    tile,
    notes,
    who,
    everyone,
    tab,
    isOn: expectTabSelected,
    move,
    rooms,
    seating,
    seatAll,
  };
}

export function countChimeNotes() {
  const page = globalThis as unknown as { notes: number };
  page.notes = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (when?: number) {
    page.notes++;
    start.call(this, when);
  };
}
