/**
 * Staff's actions on question walls: marks a question as answered, hides it, puts it on **Present**, or
 * posts it to the chat without its author.
 */
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import {
  requireNotEnded,
  requireRunning,
  requireTeacher,
} from "../model/acting.ts";
import { post } from "../chat/chat.ts";
import { weightOf } from "../groups/broadcast.ts";
import type { Who } from "../model/who.ts";
import { type ClassDocuments, decideOnClass } from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { personIn } from "../model/persons.ts";
import { documents as names } from "../model/documents.ts";
import { resources, secrets } from "../model/resources_layout.ts";
import {
  isPresented,
  type SharedAs,
  type Wish,
} from "../model/resources/shared.ts";
import type { WishView } from "../model/resources/views.ts";
import { iso } from "../model/times.ts";
import { wishes, wishOwners, wishVotes } from "../model/wall_layout.ts";
import { actsWith, nothing } from "../define_act.ts";
import { type KindRules, only, setClosed } from "../define_kind.ts";

const changeWishBody = z.strictObject({
  answered: z.boolean(),
  hidden: z.boolean(),
  presented: z.boolean(),
}).partial();

export class Walls {
  constructor(
    private readonly parts: Pick<AppServices, "sync" | "onRoomChanged">,
  ) {}

  async change(
    who: Who,
    resource: string,
    id: string,
    { answered, hidden, presented }: z.output<typeof changeWishBody>,
  ): Promise<WishView> {
    return await this.#decide(who, resource, id, (docs, wish) => {
      requireNotEnded(docs.session);
      let next = wish;
      if (answered !== undefined && answered !== (wish.answered === true)) {
        const { answered: _, ...open } = wish;
        next = answered ? { ...open, answered } : open;
      }
      put(docs, id, next, hidden ?? !wishes(docs.session).has(id));
      const of = wishOwners(docs.staff).get(id);
      if (of && presented !== undefined && presented !== of.presented) {
        wishOwners(docs.staff).set(id, { ...of, presented });
      }
    });
  }

  /** Posts a question to the main room's chat, once. */
  async post(who: Who, resource: string, id: string): Promise<WishView> {
    const { onRoomChanged } = this.parts;
    const main = names.room(who.session, "main");
    return await this.#decide(who, resource, id, (docs, { text }, tx) => {
      requireRunning(docs.session, tx.now);
      const of = wishOwners(docs.staff).get(id);
      if (!of || of.posted) return;
      tx.weigh(weightOf(text));
      const words = { kind: "text" as const, text: `> ${text}` };
      // The question's id, so that it cannot be posted twice.
      post(tx.doc(main), { id, from: who.member, at: tx.now, ...words });
      wishOwners(docs.staff).set(id, { ...of, posted: true });
      tx.after(() => onRoomChanged(who.session, "main"));
    }, [main]);
  }

  async #decide(
    who: Who,
    resource: string,
    id: string,
    decide: (docs: ClassDocuments, wish: Wish, tx: Tx) => void,
    more: readonly string[] = [],
  ): Promise<WishView> {
    requireTeacher(who);
    const { sync } = this.parts;
    return await decideOnClass(sync, who, (docs, tx) => {
      const wish = wishes(docs.session).get(id) ??
        wishOwners(docs.staff).get(id)?.hidden;
      const isThere = resources(docs.session).toArray()
        .some((it) => it.id === resource);
      if (!isThere || wish?.resource !== resource) {
        throw new Refusal("not-found");
      }
      decide(docs, wish, tx);
      return wishView(docs, id)!;
    }, more);
  }
}

function wishViews(
  docs: ClassDocuments,
  resource: string,
): WishView[] {
  return [...wishOwners(docs.staff).keys()]
    .filter((id) => wishOf(docs, id)?.resource === resource)
    .sort((a, b) => wishOf(docs, a)!.at - wishOf(docs, b)!.at)
    .flatMap((id) => wishView(docs, id) ?? []);
}

/** Hides a wall's questions when it is taken back; the record keeps them. */
function clearWall(docs: ClassDocuments, resource: string): void {
  for (const [id, wish] of [...wishes(docs.session)]) {
    if (wish.resource !== resource) continue;
    put(docs, id, wish, true);
    const of = wishOwners(docs.staff).get(id);
    if (of) wishOwners(docs.staff).set(id, { ...of, withWall: true });
  }
}

/** Shows the questions that were hidden with the wall. */
function refillWall(docs: ClassDocuments, resource: string): void {
  for (const [id, { hidden, withWall }] of [...wishOwners(docs.staff)]) {
    if (withWall && hidden?.resource === resource) put(docs, id, hidden, false);
  }
}

function wishOf({ session, staff }: ClassDocuments, id: string) {
  return wishes(session).get(id) ?? wishOwners(staff).get(id)?.hidden;
}

function wishView(docs: ClassDocuments, id: string): WishView | null {
  const of = wishOwners(docs.staff).get(id), wish = wishOf(docs, id);
  if (!of || !wish) return null;
  return {
    id,
    text: wish.text,
    at: iso(wish.at),
    member: personIn(docs.session, of.member),
    votes: wishVotes(docs.session).get(id) ?? 0,
    ...(wish.answered && { answered: true }),
    ...(of.hidden && { hidden: true }),
    ...(of.posted && { posted: true }),
    ...(isPresented(wish, of, secrets(docs.staff).get(wish.resource) ?? {}) &&
      { presented: true }),
  };
}

function put(
  { session, staff }: ClassDocuments,
  id: string,
  wish: Wish,
  isHidden: boolean,
): void {
  const of = wishOwners(staff).get(id);
  if (!of) return;
  const { hidden, withWall: _, ...rest } = of;
  if (isHidden) {
    wishes(session).delete(id);
    wishOwners(staff).set(id, { ...rest, hidden: wish });
    return;
  }
  if (wishes(session).get(id) !== wish) wishes(session).set(id, wish);
  if (hidden) wishOwners(staff).set(id, rest);
}

export const wallKind: KindRules<SharedAs<"wall">> = {
  give: (_ask, base) => ({ shared: { ...base, kind: "wall" }, secret: {} }),
  changes: {
    closed: setClosed,
    presentsAll({ docs: { staff } }, wall, isOn) {
      const { presentsAll: _, ...secret } = secrets(staff).get(wall.id) ?? {};
      secrets(staff).set(wall.id, {
        ...secret,
        ...(isOn && { presentsAll: true }),
      });
      return wall;
    },
  },
  along: { clear: clearWall, refill: refillWall },
  view: (docs, { id }) => ({
    wishes: wishViews(docs, id),
    ...only(secrets(docs.staff).get(id) ?? {}, "presentsAll"),
  }),
  again: ({ closed: _, ...open }, secret) => ({
    shared: open,
    secret: only(secret, "presentsAll"),
  }),
};

const act = actsWith<{ walls: Walls }>();

export const wallActs = [
  act("PATCH /resources/:id/wishes/:wish", "teacher", async (asked) => {
    const { app, who, params: { id, wish }, body } = asked;
    return { wish: await app.walls.change(who, id, wish, body) };
  }, { body: changeWishBody }),
  act("POST /resources/:id/wishes/:wish/post", "teacher", async (asked) => {
    const { app, who, params: { id, wish } } = asked;
    return { wish: await app.walls.post(who, id, wish) };
  }, { body: nothing }),
] as const;
