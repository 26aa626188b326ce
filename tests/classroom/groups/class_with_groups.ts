import type * as Y from "yjs";
import type { ActInput, ActName } from "../../../classroom/acts.ts";
import { runAct } from "../asking.ts";
import { breakoutSetting } from "../../../classroom/model/breakouts_layout.ts";
import { distributeBody } from "../../../classroom/groups/moves.ts";
import type { Identity, Member } from "../../../classroom/model/members.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { HelpRequest } from "../../../classroom/model/groups.ts";
import { members } from "../../../classroom/model/roots.ts";
import { Lesson } from "../lesson.ts";

export async function makeClassOf(
  students: readonly string[],
  ask: Record<string, unknown> = {},
  path?: string,
) {
  const lesson = await Lesson.begin({ ask, path });
  const { school, session, teacher } = lesson;
  const who: Record<string, Identity> = {};
  const join = async (name: string) =>
    who[name] = await lesson.addStudent(name);
  for (const name of students) await join(name);
  const root = names.session(session.id), staff = names.staff(session.id);
  const read = <T>(look: (session: Y.Doc, staff: Y.Doc) => T) =>
    school.app.sync.read(
      session.id,
      [root, staff],
      ({ doc }) => look(doc(root), doc(staff)),
    );
  const member = (it: Identity) =>
    read((doc) => members(doc).get(it.member)) as Promise<Member>;
  const roomOf = async (it: Identity) => (await member(it)).room;
  const help = () =>
    read((_, doc) => doc.getArray<HelpRequest>("help").toArray()) as Promise<
      HelpRequest[]
    >;
  const ownHelp = (it: Identity) => {
    const name = names.member(session.id, it.member);
    return school.app.sync.read(
      session.id,
      [name],
      ({ doc }) => doc(name).getMap("help").toJSON(),
    );
  };
  const isOpen = () => read((doc) => breakoutSetting(doc, "open"));
  const { breakouts: rooms, membership } = school.app;
  const act = <At extends ActName>(
    at: At,
    given?: Partial<ActInput<At>>,
    by: Identity = teacher,
  ) => runAct({ breakouts: rooms }, by, at, given);
  const view = () => rooms.view(teacher);
  return {
    school,
    session,
    teacher,
    who,
    join,
    read,
    member,
    roomOf,
    help,
    ownHelp,
    isOpen,
    rooms,
    membership,
    act,
    view,
  };
}

export const automaticGroups = { breakouts: { auto: true, capacity: 4 } };

export const distributionBody = (how: string, more = {}) =>
  distributeBody.parse({ how, ...more });

export const sayCommandFor = (room: string, text = "hello") => ({
  kind: "say",
  room,
  text,
});

/** Groups by hand: Amy and Ben in Red, Cem in Blue. */
export async function makeRedAndBlue(path?: string) {
  const all = await makeClassOf(["Amy", "Ben", "Cem"], {}, path);
  const { act, who } = all;
  const made = await act("POST /breakouts/rooms", { names: ["Red", "Blue"] });
  const [red, blue] = made.rooms.map(({ id }) => id);
  await act("POST /breakouts/moves", {
    moves: [
      { member: who.Amy.member, room: red },
      { member: who.Ben.member, room: red },
      { member: who.Cem.member, room: blue },
    ],
  });
  return { ...all, red, blue };
}

export async function waitUntil(
  condition: () => Promise<boolean>,
): Promise<void> {
  while (!await condition()) await new Promise((done) => setTimeout(done));
}
