/**
 * Staff's actions on drawing boards (W-5): **Show** copies boards for the class, with or without names; **Take back**
 * removes the copies. A copy's document name does not reveal its owner.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { AppServices } from "../app_services.ts";
import { defineActsFor } from "../define_act.ts";
import { type ResourceKindRules, setClosed } from "../define_resource_kind.ts";
import {
  requireNotEnded,
  requireRunning,
  requireTeacherRole,
} from "../model/permissions.ts";
import { bounds } from "../model/bounds.ts";
import { documentNames as names } from "../model/documents.ts";
import { type BoardId, lineIdOf, shapeBytes } from "../model/drawing.ts";
import { boardKey, clearBoard, listBoards } from "../model/drawings_layout.ts";
import { idSchema } from "../model/field_schemas.ts";
import { newId } from "../model/ids.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
} from "../model/layout.ts";
import { findPerson, findSeat } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import {
  findSharedOrTakenBack,
  replaceShared,
  requireShared,
} from "../model/resources_layout.ts";
import type {
  ResourceOfKind,
  SharedDrawing,
  ShownBoard,
} from "../model/resources/shared_resources.ts";
import type { Identity } from "../model/members.ts";
import { drawnShapes, erasedLines, members } from "../model/roots.ts";
import { boardEntries, presentChoice } from "../model/staff_roots.ts";
import { resourceSchema } from "../model/resources/views.ts";

const showBody = z.strictObject({
  of: z.array(idSchema).min(1).max(bounds.students.max).optional().describe(
    "members; absent: all whose boards have marks",
  ),
  names: z.boolean().default(false).describe("says whose they are"),
});

const namesBody = z.strictObject({ names: z.boolean() });

/** Age at which an unshown copy counts as left by a crash (ms). */
const lostCopyMs = 10 * 60_000;

export class Drawings {
  constructor(private readonly parts: Pick<AppServices, "sync" | "clock">) {}

  /** Shows boards to the class and on **Present** instead of those shown so far. All appear at once. */
  async showBoards(
    who: Identity,
    resource: string,
    { of: memberIds, names: isNamed }: z.output<typeof showBody>,
  ): Promise<SharedDrawing> {
    requireTeacherRole(who);
    const { sync } = this.parts;
    const sourceBoards = await readClassDocuments(sync, who.session, (docs) => {
      requireShared(docs.session, resource, "drawing");
      return boardsFor(docs.staff, resource).filter((board) =>
        board.into === undefined && isShowable(docs, board, memberIds)
      );
    });
    const copied: ShownBoard[] = [];
    let previousBoards: readonly ShownBoard[] = [];
    try {
      for (const { member } of sourceBoards) {
        const id = await this.#copy(who, { resource, member });
        if (id !== null) copied.push({ id, ...(isNamed && { member }) });
      }
      const boards = isNamed ? copied : inNeutralOrder(copied);
      const stored = await this.#storeShown(who, resource, boards);
      previousBoards = stored.before;
      return stored.next;
    } finally {
      await this.#deleteOldCopies(who, resource, [
        ...copied,
        ...previousBoards,
      ]);
    }
  }

  #storeShown(
    who: Identity,
    resource: string,
    copied: readonly ShownBoard[],
  ): Promise<{ next: SharedDrawing; before: readonly ShownBoard[] }> {
    return decideOnClass(this.parts.sync, who, (docs, tx) => {
      requireRunning(docs.session, tx.now);
      const shared = requireShared(docs.session, resource, "drawing");
      const copyIds = new Set(
        boardsFor(docs.staff, resource).flatMap(({ copies = [] }) => copies),
      );
      const boards = copied.filter(({ id }) => copyIds.has(id));
      if (boards.length === 0) throw refusal("nothing-drawn");
      const next = { ...shared, shown: boards };
      replaceShared(docs.session, resource, next);
      presentChoice(docs.staff).set("chosen", { resource, at: tx.now });
      return { next, before: shared.shown ?? [] };
    });
  }

  /** Shows or hides the names of shown boards; the copies stay. */
  showNames(
    who: Identity,
    resource: string,
    { names: isNamed }: z.output<typeof namesBody>,
  ): Promise<SharedDrawing> {
    requireTeacherRole(who);
    return decideOnClass(this.parts.sync, who, (docs, tx) => {
      requireRunning(docs.session, tx.now);
      const shared = requireShared(docs.session, resource, "drawing");
      if (!shared.shown) return shared;
      const ids = new Set(shared.shown.map(({ id }) => id));
      const owned = boardsFor(docs.staff, resource).flatMap(
        ({ member, copies = [] }): ShownBoard[] =>
          copies.filter((it) => ids.has(it)).map((id) => ({ id, member })),
      );
      const boards = isNamed
        ? owned
        : inNeutralOrder(owned.map(({ id }) => ({ id })));
      const next = { ...shared, shown: boards };
      replaceShared(docs.session, resource, next);
      return next;
    });
  }

  async hideBoards(who: Identity, resource: string): Promise<SharedDrawing> {
    requireTeacherRole(who);
    const hidden = await decideOnClass(this.parts.sync, who, (docs, tx) => {
      requireNotEnded(docs.session);
      const shared = requireShared(docs.session, resource, "drawing");
      const { shown, ...rest } = shared;
      if (!shown) return { left: shared, shown: [] };
      replaceShared(docs.session, resource, rest);
      const present = presentChoice(docs.staff);
      if (present.get("chosen")?.resource === resource) {
        present.set("chosen", { resource: null, at: tx.now });
      }
      return { left: rest, shown };
    });
    await this.#deleteOldCopies(who, resource, hidden.shown);
    return hidden.left;
  }

  /** Copies a board; returns the copy's id. Null: the board is empty. */
  async #copy(who: Identity, source: BoardId): Promise<string | null> {
    const s = who.session, id = newId();
    const board = names.drawing(s, source.resource, source.member);
    const copy = names.shown(s, id);
    return await decideOnClass(this.parts.sync, who, ({ staff }, tx) => {
      const key = boardKey(source), entry = boardEntries(staff).get(key);
      const gone = erasedLines(tx.doc(board));
      const shapes = drawnShapes(tx.doc(board)).toArray()
        .filter((it) => !gone.has(lineIdOf(it)));
      if (!entry || shapes.length === 0) return null;
      tx.reserveBytes(shapes.reduce((sum, it) => sum + shapeBytes(it), 0));
      drawnShapes(tx.doc(copy)).push(shapes);
      const copies = [...entry.copies ?? [], id];
      boardEntries(staff).set(key, { ...entry, copies, copiedAt: tx.now });
      return id;
    }, [board, copy]);
  }

  /**
   * Empties `replacedCopies` that are no longer shown, and copies left by a crash. Others may belong to a concurrent
   * **Show**.
   */
  async #deleteOldCopies(
    { session: s }: Identity,
    resource: string,
    replacedCopies: readonly ShownBoard[],
  ): Promise<void> {
    const { sync, clock } = this.parts;
    const isShown = ({ session, staff }: ClassDocuments) => {
      const shared = findSharedOrTakenBack({ session, staff }, resource);
      return (copy: string) =>
        shared?.shown?.some(({ id }) => id === copy) ?? false;
    };
    const isReplaced = (copy: string) =>
      replacedCopies.some(({ id }) => id === copy);
    const lost = clock() - lostCopyMs;
    const old = await readClassDocuments(
      sync,
      s,
      (docs) =>
        boardsFor(docs.staff, resource)
          .flatMap(({ copies = [], copiedAt = 0 }) =>
            copies.filter((copy) =>
              !isShown(docs)(copy) && (isReplaced(copy) || copiedAt < lost)
            )
          ),
    );
    if (old.length === 0) return;
    const documents = old.map((it) => names.shown(s, it));
    await decideOnClass(sync, s, (docs, tx) => {
      const isOld = (copy: string) =>
        old.includes(copy) && !isShown(docs)(copy);
      for (const id of old.filter(isOld)) {
        clearBoard(tx.doc(names.shown(s, id)));
      }
      for (const [key, entry] of [...boardEntries(docs.staff)]) {
        const { copies, copiedAt: _, ...rest } = entry;
        if (!copies?.some(isOld)) continue;
        const left = copies.filter((it) => !isOld(it));
        boardEntries(docs.staff).set(
          key,
          left.length > 0 ? { ...entry, copies: left } : rest,
        );
      }
    }, documents);
  }
}

const boardsFor = (staff: Y.Doc, resource: string) =>
  listBoards(staff).filter((it) => it.resource === resource);

/** Sorts copies in an order that does not reveal owners. */
const inNeutralOrder = (copies: readonly ShownBoard[]): ShownBoard[] =>
  copies.toSorted((a, b) => a.id < b.id ? -1 : 1);

function isShowable(
  { session }: ClassDocuments,
  { member }: BoardId,
  memberIds: readonly string[] | undefined,
): boolean {
  const person = findPerson(session, member);
  // All boards of a student are shown together; that of an unconfirmed device is not yet theirs.
  const isAsked = memberIds === undefined || memberIds.includes(member) ||
    memberIds.includes(findSeat(session, member));
  return isAsked && members(session).get(person)?.removed === undefined;
}

export const drawingKind: ResourceKindRules<ResourceOfKind<"drawing">> = {
  async create({ drawing }, base, { images, who }) {
    // Refuses if the picture is missing, as the teacher has just chosen it.
    if (drawing.image !== undefined) {
      await images.get(who.teacher ?? "", drawing.image);
    }
    return { shared: { ...base, kind: "drawing", ...drawing }, secret: {} };
  },
  changes: { closed: setClosed },
  linkedData: null,
  viewFields: () => ({}),
  carryOver: ({ closed: _, shown: __, ...open }) => ({
    shared: open,
    secret: {},
  }),
};

const act = defineActsFor<{ drawings: Drawings }>();

const result = z.object({ resource: resourceSchema });

export const drawingActs = [
  act("POST /resources/:id/show", "teacher", async (request) => {
    const { app, who, params: { id }, body } = request;
    return { resource: await app.drawings.showBoards(who, id, body) };
  }, { body: showBody, result }),
  act("PATCH /resources/:id/show", "teacher", async (request) => {
    const { app, who, params: { id }, body } = request;
    return { resource: await app.drawings.showNames(who, id, body) };
  }, { body: namesBody, result }),
  act("DELETE /resources/:id/show", "teacher", async (request) => {
    const { app, who, params: { id } } = request;
    return { resource: await app.drawings.hideBoards(who, id) };
  }, { result }),
] as const;
