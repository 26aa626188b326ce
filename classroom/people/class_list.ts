/**
 * The class list (J-8): names that the teacher pastes and students pick from. Writes `classList` of the staff's
 * document, and `rooms` of the session's.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { refusal, refusalForField } from "../model/refuse.ts";
import {
  requireNotOver,
  requireStaffRole,
  requireTeacherRole,
} from "../model/permissions.ts";
import {
  breakoutSetting,
  findActiveRoom,
  listActiveRooms,
} from "../model/breakouts_layout.ts";
import type { Guesser, GuessLimiter } from "../limits/guesses.ts";
import type { ClassListEntry, Identity } from "../model/members.ts";
import { makeImpersonationTest } from "./names/impersonation.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
  sessionInfo,
} from "../model/layout.ts";
import { firstTeacherName } from "../model/class_page_header.ts";
import { findPerson } from "../model/persons.ts";
import { cleanDisplayName, cleanRoomName } from "../model/display_names.ts";
import { GroupNames } from "../model/group_names.ts";
import { addRooms } from "../groups/rooms.ts";
import { bounds } from "../model/bounds.ts";
import { newId } from "../model/ids.ts";
import {
  type ClassListEntryView,
  classListEntryViewSchema,
} from "../model/views.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { AppServices } from "../app_services.ts";
import { nameKey } from "../../formats/name_keys.ts";
import { members } from "../model/roots.ts";
import { classList } from "../model/staff_roots.ts";
import { defineActsFor } from "../define_act.ts";

/** `room`: the name or id of a group. */
const classListBody = z.strictObject({
  names: z.array(z.strictObject({
    name: z.string().max(1000),
    room: z.string().max(1000).optional(),
  })).max(bounds.classList),
});

export const joinNamesBody = z.strictObject({ code: z.string().max(100) });

/** The class that a join code leads to, as the join page shows it. */
export const joinableClassSchema = z.object({
  class: z.object({ name: z.string(), teacher: z.string().optional() }),
  names: z.array(z.object({ name: z.string(), taken: z.boolean() })),
});
type JoinableClass = z.output<typeof joinableClassSchema>;

interface ClassListsParts
  extends Pick<AppServices, "sync" | "onJoined" | "clock"> {
  sessions: Sessions;
  guesses: GuessLimiter;
}

/** Time before the start (ms) from which the join code reveals the names. The code itself may be known a year ahead. */
const shownBeforeMs = 30 * 60_000;

export function showsClassList(session: Y.Doc, now: number): boolean {
  return sessionInfo(session, "state") !== "scheduled" ||
    sessionInfo(session, "startsAt") - now <= shownBeforeMs;
}

export class ClassLists {
  readonly #parts: ClassListsParts;

  constructor(parts: ClassListsParts) {
    this.#parts = parts;
  }

  async replaceList(
    who: Identity,
    ask: z.output<typeof classListBody>,
  ): Promise<ClassListEntryView[]> {
    requireTeacherRole(who);
    const { session } = who;
    const { sync, onJoined } = this.#parts;
    const list = await decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      replaceEntries(docs, ask);
      return listViews(docs, tx.online);
    });
    await onJoined(session);
    return list;
  }

  async view(who: Identity): Promise<ClassListEntryView[]> {
    requireStaffRole(who);
    const { sync } = this.#parts;
    return await readClassDocuments(
      sync,
      who.session,
      (docs, { online }) => listViews(docs, online),
    );
  }

  /**
   * The id of a join code's class. Refuses with `no-such-code`, which counts as a wrong code (S-2): joining with it
   * then does not count again. Refuses with `too-often` above the limit.
   */
  async findJoinable(code: string, guesser: Guesser): Promise<string> {
    const { guesses, sessions } = this.#parts;
    const session = await guesses.guessAhead(
      guesser,
      code.trim(),
      () => sessions.findByCode(code),
    );
    if (session === null) {
      throw refusal("no-such-code");
    }
    return session;
  }

  /** What the join page shows of a class whose code was typed. */
  async viewJoinable(session: string): Promise<JoinableClass> {
    const { clock, sync } = this.#parts;
    return await readClassDocuments(sync, session, (docs) => {
      const people = members(docs.session);
      const teacher = firstTeacherName(people.toJSON());
      const listed = showsClassList(docs.session, clock())
        ? inOrder(docs.staff)
        : [];
      return {
        class: {
          name: sessionInfo(docs.session, "name"),
          ...(teacher !== undefined && { teacher }),
        },
        names: listed.map(([, { name, member }]) => ({
          name,
          taken: member !== undefined &&
            !people.get(findPerson(docs.session, member))?.removed,
        })),
      };
    });
  }
}

/** Marks the first unused entry with this name as picked. Returns its group; undefined: none. */
export function markNamePicked(
  staff: Y.Doc,
  member: string,
  name: string,
): string | undefined {
  if (classList(staff).size === 0) return undefined;
  // Computed once, as it is slow for a long name.
  const key = nameKey(name);
  const entry = inOrder(staff).find(([, listed]) =>
    !listed.member && nameKey(listed.name) === key
  );
  if (!entry) return undefined;
  return markPicked(staff, member, entry);
}

function markPicked(
  staff: Y.Doc,
  member: string,
  [id, listed]: [id: string, listed: ClassListEntry],
): string | undefined {
  classList(staff).set(id, { ...listed, member });
  return listed.room;
}

function replaceEntries(
  { session, staff }: ClassDocuments,
  { names: requestedNames }: z.output<typeof classListBody>,
): void {
  const clean = requestedNames.map(({ name, room }, index) => ({
    name: cleanDisplayName(name, `names.${index}.name`),
    room: room?.trim() ? room : undefined,
  }));
  requireDistinct(clean.map(({ name }) => name));
  requireStudentNames(session, clean.map(({ name }) => name));
  const roomOf = roomsFor(session, clean.map(({ room }) => room));
  const list = classList(staff);
  list.clear();
  clean.forEach(({ name, room }, order) => {
    const roomId = room === undefined ? undefined : roomOf(room);
    list.set(newId(), { name, order, ...(roomId && { room: roomId }) });
  });
  const people = [...members(session)]
    .filter(([, { role }]) => role === "student")
    .sort(([, a], [, b]) =>
      Number(a.removed ?? false) - Number(b.removed ?? false) ||
      a.joinedAt - b.joinedAt
    );
  // The names are distinct, and none is used yet.
  const unused = new Map(
    inOrder(staff).map((entry) => [nameKey(entry[1].name), entry]),
  );
  for (const [id, { name, joinedAs = name }] of people) {
    const key = nameKey(joinedAs), entry = unused.get(key);
    if (!entry) continue;
    markPicked(staff, id, entry);
    unused.delete(key);
  }
}

/** Refuses equal names with `listed-twice`: the second would become "Amy (2)" (J-2, J-3). */
function requireDistinct(names: readonly string[]): void {
  const keys = new Set<string>();
  names.forEach((name, index) => {
    const key = nameKey(name);
    if (keys.has(key)) {
      throw refusalForField(`names.${index}.name`, "listed-twice", { name });
    }
    keys.add(key);
  });
}

/** Refuses names that pass for a teacher's or for a badge, as joining does (J-9). */
function requireStudentNames(session: Y.Doc, names: readonly string[]): void {
  const staff = [...members(session).values()]
    .filter(({ role }) => role !== "student").map(({ name }) => name);
  const findLike = makeImpersonationTest(staff);
  names.forEach((name, index) => {
    const like = findLike(name);
    if (!like) return;
    throw refusalForField(
      `names.${index}.name`,
      like === "teacher" ? "listed-like-teacher" : "listed-like-badge",
      { name },
    );
  });
}

function roomsFor(
  session: Y.Doc,
  idsOrNames: readonly (string | undefined)[],
): (room: string) => string | undefined {
  const names = new GroupNames();
  const addActive = () => {
    for (const { id, name } of listActiveRooms(session)) names.add(name, id);
  };
  addActive();
  const find = (idOrName: string) =>
    findActiveRoom(session, idOrName) ? idOrName : names.find(idOrName);
  const missing: string[] = [];
  idsOrNames.forEach((idOrName, index) => {
    if (idOrName === undefined || find(idOrName) !== undefined) return;
    const name = cleanRoomName(idOrName, `names.${index}.room`);
    missing.push(name);
    names.add(name, "");
    names.add(idOrName, "");
  });
  if (missing.length > 0) addRooms(session, { names: missing }, newId);
  addActive();
  // With automatic groups the list assigns no groups.
  return breakoutSetting(session, "auto") ? () => undefined : find;
}

function inOrder(staff: Y.Doc): [id: string, listed: ClassListEntry][] {
  return [...classList(staff)].sort(([, a], [, b]) => a.order - b.order);
}

function listViews(
  { session, staff }: ClassDocuments,
  online: ReadonlySet<string>,
): ClassListEntryView[] {
  return inOrder(staff).map(([id, { name, room, member }]) => {
    const person = member && findPerson(session, member);
    const entry = person === undefined
      ? undefined
      : members(session).get(person);
    const isIn = entry !== undefined && !entry.removed;
    return {
      id,
      name,
      room: room ?? null,
      member: isIn ? person ?? null : null,
      online: isIn && person !== undefined && online.has(person),
    };
  });
}

const act = defineActsFor<{ classLists: ClassLists }>();

const result = z.object({ names: z.array(classListEntryViewSchema) });

export const classListActs = [
  act("GET /class-list", "observer", async ({ app, who }) => ({
    names: await app.classLists.view(who),
  }), { result }),
  act("PUT /class-list", "teacher", async ({ app, who, body }) => ({
    names: await app.classLists.replaceList(who, body),
  }), { body: classListBody, result }),
] as const;
