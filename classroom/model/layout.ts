/** Addresses of documents, and reads and decisions on several of them together. */
import type * as Y from "yjs";
import type { Documents, Tx } from "../../sync/authority.ts";
import type { CommittedView, SyncEngine } from "../../sync/sync_engine.ts";
import { bounds } from "./bounds.ts";
import { addListPlaces } from "./class_list.ts";
import { documentNames as names } from "./documents.ts";
import type { Identity } from "./members.ts";
import { isId } from "./ids.ts";
import { refusal } from "./refuse.ts";
import { type SessionInfo, wasHeld } from "./session.ts";
import { members, sessionInfoMap } from "./roots.ts";
import { classList } from "./staff_roots.ts";

export type DocumentAddress =
  & { session: string }
  & (
    | { kind: "session" | "staff" }
    | { kind: "room"; room: string }
    | { kind: "member"; member: string }
    | { kind: "note"; member: string }
    | { kind: "conversation"; conversation: string }
    | { kind: "page"; page: string }
    | { kind: "drawing"; resource: string; member: string }
    | { kind: "shown"; copy: string }
  );

/** Parses a document's name; null: no document that clients can open has such a name. */
export function parseDocumentName(name: string): DocumentAddress | null {
  const parts = name.split("/");
  const [session, kind, id = ""] = parts;
  if (!isId(session) || parts.length > 3) return null;
  switch (kind) {
    case "session":
    case "staff":
      return parts.length === 2 ? { session, kind } : null;
    case "room":
      return id === "main" || isId(id) ? { session, kind, room: id } : null;
    case "member":
    case "note":
      return isId(id) ? { session, kind, member: id } : null;
    case "conversation":
      return isId(id) ? { session, kind, conversation: id } : null;
    case "page":
      return isId(id) ? { session, kind, page: id } : null;
    case "drawing": {
      const [resource, member, ...furtherParts] = id.split("-");
      return isId(resource) && isId(member) && furtherParts.length === 0
        ? { session, kind, resource, member }
        : null;
    }
    case "shown":
      return isId(id) ? { session, kind, copy: id } : null;
    default:
      return null;
  }
}

/** The documents that most decisions need. */
export interface ClassDocuments {
  session: Y.Doc;
  staff: Y.Doc;
}

/** Picks the session's and the staff's document, which must be loaded. */
export function classDocumentsOf(
  documents: Documents,
  s: string,
): ClassDocuments {
  return {
    session: documents.doc(names.session(s)),
    staff: documents.doc(names.staff(s)),
  };
}

/** Reads a committed document, which the callback must not keep. Throws `not-found` if the session does not exist. */
export function readDocument<T>(
  sync: SyncEngine<Identity>,
  name: string,
  read: (doc: Y.Doc, reading: CommittedView) => T,
): Promise<T> {
  const [session] = name.split("/");
  return sync.read(
    session,
    [name],
    (documents) => read(documents.doc(name), documents),
  );
}

export function readSessionDocument<T>(
  sync: SyncEngine<Identity>,
  s: string,
  read: (session: Y.Doc, reading: CommittedView) => T,
): Promise<T> {
  return readDocument(sync, names.session(s), read);
}

/** Names of further documents, or a function that finds the names in the session's and the staff's document. */
type MoreDocuments =
  | readonly string[]
  | ((documents: ClassDocuments, loaded: Documents) => readonly string[]);

/** Loads the session's and the staff's document and `moreDocuments`. If these then name others, loads again. */
async function withMoreDocuments<G extends Documents, T>(
  sync: SyncEngine<Identity>,
  s: string,
  moreDocuments: MoreDocuments,
  load: <D>(
    needs: readonly string[],
    act: (documents: G) => D,
  ) => Promise<D>,
  act: (documents: ClassDocuments, loaded: G) => T,
): Promise<T> {
  const classDocuments = [names.session(s), names.staff(s)];
  const find = (documents: Documents) =>
    typeof moreDocuments === "function"
      ? moreDocuments(classDocumentsOf(documents, s), documents)
      : moreDocuments;
  for (;;) {
    const needs = typeof moreDocuments === "function"
      ? await sync.read(s, classDocuments, find)
      : moreDocuments;
    const outcome = await load([...classDocuments, ...needs], (loaded) => {
      if (!find(loaded).every((name) => needs.includes(name))) return null;
      return { result: act(classDocumentsOf(loaded, s), loaded) };
    });
    if (outcome) return outcome.result;
  }
}

export function readClassDocuments<T>(
  sync: SyncEngine<Identity>,
  s: string,
  read: (documents: ClassDocuments, reading: CommittedView) => T,
  moreDocuments: MoreDocuments = [],
): Promise<T> {
  return withMoreDocuments<CommittedView, T>(
    sync,
    s,
    moreDocuments,
    (needs, look) => sync.read(s, needs, look),
    read,
  );
}

/**
 * Decides on the session's and the staff's document, and on `moreDocuments`.
 * @param decider the member who decides, refused if removed or if the role changed meanwhile (S-8, S-9); or, for
 * decisions of the server, the session's id
 *
 * @example
 * await decideOnClass(app.sync, teacher, ({ session }, tx) => {
 *   requireRunning(session, tx.now);
 *   setSessionInfo(session, { name: "Biology" });
 * });
 */
export function decideOnClass<T>(
  sync: SyncEngine<Identity>,
  decider: Identity | string,
  decide: (documents: ClassDocuments, tx: Tx) => T,
  moreDocuments: MoreDocuments = [],
): Promise<T> {
  const identity = typeof decider === "string" ? null : decider;
  const s = identity?.session ?? String(decider);
  return withMoreDocuments<Tx, T>(
    sync,
    s,
    moreDocuments,
    (needs, take) => sync.decide(s, needs, take),
    (docs, tx) => {
      if (identity) requireSeat(docs.session, identity);
      return decide(docs, tx);
    },
  );
}

/** Refuses a member who was removed, or whose role changed, before the decision (S-8, S-9); never the owner. */
function requireSeat(session: Y.Doc, { member, owner, role }: Identity): void {
  if (owner) return;
  const entry = members(session).get(member);
  if (entry?.removed || entry?.role !== role) throw refusal("seat-gone");
}

/** Reads a value of `info`; undefined if it is missing, whatever its type says. */
export function sessionInfo<K extends keyof SessionInfo>(
  session: Y.Doc,
  key: K,
): SessionInfo[K] {
  return sessionInfoMap(session).get(key) as SessionInfo[K];
}

export function setSessionInfo(
  session: Y.Doc,
  values: Partial<SessionInfo>,
): void {
  const map = sessionInfoMap(session);
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }
}

export function maxStudentsOf(session: Y.Doc): number {
  return sessionInfo(session, "mostStudents") ?? bounds.students.default;
}

export function membersWithPlaces({ session, staff }: ClassDocuments) {
  return addListPlaces(members(session).toJSON(), classList(staff).toJSON());
}

export function isClassRunning(session: Y.Doc, now: number): boolean {
  const state = sessionInfo(session, "state");
  return (state === "active" || state === "ending") &&
    now < sessionInfo(session, "endsAt");
}

/** Whether the class has begun, and was not cancelled. */
export function wasClassHeld(session: Y.Doc): boolean {
  const [state, missed, cancelled] = [
    sessionInfo(session, "state"),
    sessionInfo(session, "missed"),
    sessionInfo(session, "cancelled"),
  ];
  return wasHeld({ state, missed, cancelled });
}
