/**
 * The class list (J-8): names that the teacher pastes before class and students pick from. Writes `classList` of the
 * staff's document, and `rooms` of the session's.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import { refusalAt } from "../model/refuse.ts";
import {
  requireNotOver,
  requireStaff,
  requireTeacher,
} from "../model/acting.ts";
import {
  activeRoom,
  activeRooms,
  breakouts,
} from "../model/breakouts_layout.ts";
import type { Guesser, GuessLimiter } from "../limits/guesses.ts";
import type { Who } from "../model/who.ts";
import { impersonation } from "./names/impersonation.ts";
import {
  type ClassDocuments,
  classList,
  decideOnClass,
  info,
  members,
  readClass,
} from "../model/layout.ts";
import { personIn } from "../model/persons.ts";
import { cleanName, cleanRoomName } from "../model/display_names.ts";
import { isSameGroupName } from "../model/group_names.ts";
import { addRooms } from "../groups/rooms.ts";
import { bounds } from "../model/bounds.ts";
import { newId } from "../model/ids.ts";
import type { Listed } from "../model/members.ts";
import type { ListedView } from "../model/views.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { AppServices } from "../app_services.ts";
import { nameKey } from "../model/names.ts";
import { actsWith } from "../define_act.ts";

/** `room` is the name or id of a room. */
const classListBody = z.strictObject({
  names: z.array(z.strictObject({
    name: z.string().max(1000),
    room: z.string().max(1000).optional(),
  })).max(bounds.classList),
});

export const joinNamesBody = z.strictObject({ code: z.string().max(100) });

interface PickableName {
  name: string;
  taken: boolean;
}

interface ClassListsParts
  extends Pick<AppServices, "sync" | "seated" | "clock"> {
  sessions: Sessions;
  guesses: GuessLimiter;
}

/** When the code begins to reveal names, in ms before the start. A code is known up to a year ahead. */
const toldBefore = 30 * 60_000;

export function tellsNames(session: Y.Doc, now: number): boolean {
  return info(session, "state") !== "scheduled" ||
    info(session, "startsAt") - now <= toldBefore;
}

export class ClassLists {
  readonly #parts: ClassListsParts;

  constructor(parts: ClassListsParts) {
    this.#parts = parts;
  }

  async put(
    who: Who,
    ask: z.output<typeof classListBody>,
  ): Promise<ListedView[]> {
    requireTeacher(who);
    const { session } = who;
    const { sync, seated } = this.#parts;
    const list = await decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      putList(docs, ask);
      return listViews(docs, tx.online);
    });
    await seated(session);
    return list;
  }

  async view(who: Who): Promise<ListedView[]> {
    requireStaff(who);
    const { sync } = this.#parts;
    return await readClass(
      sync,
      who.session,
      (docs, { online }) => listViews(docs, online),
    );
  }

  /** A request counts as a try of the code (S-2). */
  async pickable(code: string, guesser: Guesser): Promise<PickableName[]> {
    const { clock, guesses, sessions, sync } = this.#parts;
    const session = await guesses.ahead(
      guesser,
      code.trim(),
      () => sessions.byCode(code),
    );
    if (session === null) {
      throw new Refusal("no-such-code");
    }
    return await readClass(sync, session, (docs) => {
      if (!tellsNames(docs.session, clock())) return [];
      const people = members(docs.session);
      return inOrder(docs.staff).map(([, { name, member }]) => ({
        name,
        taken: member !== undefined &&
          !people.get(personIn(docs.session, member))?.removed,
      }));
    });
  }
}

/** Marks the first entry with this name as picked; returns its room. */
export function pickListed(
  staff: Y.Doc,
  member: string,
  name: string,
): string | undefined {
  const list = classList(staff);
  if (list.size === 0) return undefined;
  // Computed once: a long name makes this slow.
  const key = nameKey(name);
  const found = inOrder(staff).find(([, listed]) =>
    !listed.member && nameKey(listed.name) === key
  );
  if (!found) return undefined;
  const [id, listed] = found;
  list.set(id, { ...listed, member });
  return listed.room;
}

function putList(
  { session, staff }: ClassDocuments,
  { names: asked }: z.output<typeof classListBody>,
): void {
  const clean = asked.map(({ name, room }, at) => ({
    name: cleanName(name, `names.${at}.name`),
    room: room?.trim() ? room : undefined,
  }));
  requireDistinct(clean.map(({ name }) => name));
  requireStudentNames(session, clean.map(({ name }) => name));
  const roomOf = roomsFor(session, clean.map(({ room }) => room));
  const list = classList(staff);
  list.clear();
  clean.forEach(({ name, room }, order) => {
    const of = room === undefined ? undefined : roomOf(room);
    list.set(newId(), { name, order, ...(of && { room: of }) });
  });
  const people = [...members(session)]
    .filter(([, { role }]) => role === "student")
    .sort(([, a], [, b]) =>
      Number(a.removed ?? false) - Number(b.removed ?? false) ||
      a.joinedAt - b.joinedAt
    );
  people.forEach(([id, { name, joinedAs = name }]) =>
    pickListed(staff, id, joinedAs)
  );
}

/** The second student of two equal names would become "Amy (2)" (J-2, J-3). */
function requireDistinct(names: readonly string[]): void {
  const seen = new Set<string>();
  names.forEach((name, at) => {
    const key = nameKey(name);
    if (seen.has(key)) {
      throw refusalAt(`names.${at}.name`, "listed-twice", { name });
    }
    seen.add(key);
  });
}

/** No student could join under such a name (J-9). */
function requireStudentNames(session: Y.Doc, names: readonly string[]): void {
  const staff = [...members(session).values()]
    .filter(({ role }) => role !== "student").map(({ name }) => name);
  names.forEach((name, at) => {
    const like = impersonation(name, staff);
    if (!like) return;
    throw refusalAt(
      `names.${at}.name`,
      like === "teacher" ? "listed-like-teacher" : "listed-like-badge",
      { name },
    );
  });
}

function roomsFor(
  session: Y.Doc,
  wanted: readonly (string | undefined)[],
): (room: string) => string | undefined {
  const find = (wish: string) =>
    activeRoom(session, wish)
      ? wish
      : activeRooms(session).find(({ name }) => isSameGroupName(name, wish))
        ?.id;
  const missing: string[] = [];
  wanted.forEach((wish, at) => {
    if (wish === undefined || find(wish)) return;
    if (missing.some((name) => isSameGroupName(name, wish))) return;
    missing.push(cleanRoomName(wish, `names.${at}.room`));
  });
  if (missing.length > 0) addRooms(session, { names: missing }, newId);
  // With automatic groups the list assigns no rooms.
  return breakouts(session, "auto") ? () => undefined : find;
}

function inOrder(staff: Y.Doc): [id: string, listed: Listed][] {
  return [...classList(staff)].sort(([, a], [, b]) => a.order - b.order);
}

function listViews(
  { session, staff }: ClassDocuments,
  online: ReadonlySet<string>,
): ListedView[] {
  return inOrder(staff).map(([id, { name, room, member: by }]) => {
    const member = by && personIn(session, by);
    const entry = member === undefined
      ? undefined
      : members(session).get(member);
    const isIn = entry !== undefined && !entry.removed;
    return {
      id,
      name,
      room: room ?? null,
      member: isIn ? member ?? null : null,
      online: isIn && member !== undefined && online.has(member),
    };
  });
}

const act = actsWith<{ classLists: ClassLists }>();

export const classListActs = [
  act("GET /class-list", "observer", async ({ app, who }) => ({
    names: await app.classLists.view(who),
  })),
  act("PUT /class-list", "teacher", async ({ app, who, body }) => ({
    names: await app.classLists.put(who, body),
  }), { body: classListBody }),
] as const;
