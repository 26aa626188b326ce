/**
 * Teachers' actions on question walls (R-5): mark a question as answered, hide it, put it on **Present**, or post it to
 * the chat without its author.
 */
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import {
  requireNotEnded,
  requireRunning,
  requireTeacherRole,
} from "../model/permissions.ts";
import { postMessage } from "../chat/chat.ts";
import { maxMessageBytes } from "../groups/broadcast.ts";
import type { Identity } from "../model/members.ts";
import { type ClassDocuments, decideOnClass } from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { findPerson } from "../model/persons.ts";
import { documentNames as names } from "../model/documents.ts";
import {
  isWallQuestionPresented,
  type ResourceOfKind,
  type WallQuestion,
} from "../model/resources/shared_resources.ts";
import {
  type WallQuestionView,
  wallQuestionViewSchema,
} from "../model/resources/views.ts";
import { toIsoString } from "../../formats/times.ts";
import {
  sharedResources,
  wallQuestions,
  wallQuestionVotes,
} from "../model/roots.ts";
import { resourceSecrets, wallQuestionAuthors } from "../model/staff_roots.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";
import {
  pickSecretFields,
  type ResourceKindRules,
  setClosed,
} from "../define_resource_kind.ts";

const changeQuestionBody = z.strictObject({
  answered: z.boolean(),
  hidden: z.boolean(),
  presented: z.boolean(),
}).partial();

export class Walls {
  constructor(
    private readonly parts: Pick<AppServices, "sync" | "onRoomChanged">,
  ) {}

  async changeQuestion(
    who: Identity,
    resource: string,
    id: string,
    { answered, hidden, presented }: z.output<typeof changeQuestionBody>,
  ): Promise<WallQuestionView> {
    return await this.#decide(who, resource, id, (docs, question) => {
      requireNotEnded(docs.session);
      let next = question;
      if (answered !== undefined && answered !== (question.answered === true)) {
        const { answered: _, ...open } = question;
        next = answered ? { ...open, answered } : open;
      }
      storeQuestion(
        docs,
        id,
        next,
        hidden ?? !wallQuestions(docs.session).has(id),
      );
      const author = wallQuestionAuthors(docs.staff).get(id);
      if (author && presented !== undefined && presented !== author.presented) {
        wallQuestionAuthors(docs.staff).set(id, { ...author, presented });
      }
    });
  }

  /** Posts a question to the main room's chat, once. */
  async postQuestion(
    who: Identity,
    resource: string,
    id: string,
  ): Promise<WallQuestionView> {
    const { onRoomChanged } = this.parts;
    const main = names.room(who.session, "main");
    return await this.#decide(who, resource, id, (docs, { text }, tx) => {
      requireRunning(docs.session, tx.now);
      const author = wallQuestionAuthors(docs.staff).get(id);
      if (!author || author.posted) return;
      tx.reserveBytes(maxMessageBytes(text));
      const words = { kind: "text" as const, text: `> ${text}` };
      const room = tx.doc(main);
      // The message has the question's id, so that it cannot be posted twice.
      postMessage({ ...docs, room, tx }, "main", {
        id,
        from: who.member,
        at: tx.now,
        ...words,
      });
      wallQuestionAuthors(docs.staff).set(id, { ...author, posted: true });
      tx.afterCommit(() => onRoomChanged(who.session, "main"));
    }, [main]);
  }

  async #decide(
    who: Identity,
    resource: string,
    id: string,
    decide: (docs: ClassDocuments, question: WallQuestion, tx: Tx) => void,
    otherDocuments: readonly string[] = [],
  ): Promise<WallQuestionView> {
    requireTeacherRole(who);
    const { sync } = this.parts;
    return await decideOnClass(sync, who, (docs, tx) => {
      const question = wallQuestions(docs.session).get(id) ??
        wallQuestionAuthors(docs.staff).get(id)?.hidden;
      const isThere = sharedResources(docs.session).toArray()
        .some((it) => it.id === resource);
      if (!isThere || question?.resource !== resource) {
        throw refusal("not-found");
      }
      decide(docs, question, tx);
      return questionView(docs, id)!;
    }, otherDocuments);
  }
}

function questionViews(
  docs: ClassDocuments,
  resource: string,
): WallQuestionView[] {
  return [...wallQuestionAuthors(docs.staff).keys()]
    .filter((id) => questionOf(docs, id)?.resource === resource)
    .sort((a, b) => questionOf(docs, a)!.at - questionOf(docs, b)!.at)
    .flatMap((id) => questionView(docs, id) ?? []);
}

/** Hides a wall's questions when it is taken back; the record keeps them. */
function clearWall(docs: ClassDocuments, resource: string): void {
  for (const [id, question] of [...wallQuestions(docs.session)]) {
    if (question.resource !== resource) continue;
    storeQuestion(docs, id, question, true);
    const author = wallQuestionAuthors(docs.staff).get(id);
    if (author) {
      wallQuestionAuthors(docs.staff).set(id, { ...author, withWall: true });
    }
  }
}

/** Shows the questions that were hidden with the wall. */
function refillWall(docs: ClassDocuments, resource: string): void {
  for (
    const [id, { hidden, withWall }] of [...wallQuestionAuthors(docs.staff)]
  ) {
    if (withWall && hidden?.resource === resource) {
      storeQuestion(docs, id, hidden, false);
    }
  }
}

function questionOf({ session, staff }: ClassDocuments, id: string) {
  return wallQuestions(session).get(id) ??
    wallQuestionAuthors(staff).get(id)?.hidden;
}

function questionView(
  docs: ClassDocuments,
  id: string,
): WallQuestionView | null {
  const author = wallQuestionAuthors(docs.staff).get(id),
    question = questionOf(docs, id);
  if (!author || !question) return null;
  return {
    id,
    text: question.text,
    at: toIsoString(question.at),
    member: findPerson(docs.session, author.member),
    votes: wallQuestionVotes(docs.session).get(id) ?? 0,
    ...(question.answered && { answered: true }),
    ...(author.hidden && { hidden: true }),
    ...(author.posted && { posted: true }),
    ...(isWallQuestionPresented(
      question,
      author,
      resourceSecrets(docs.staff).get(question.resource) ?? {},
    ) &&
      { presented: true }),
  };
}

function storeQuestion(
  { session, staff }: ClassDocuments,
  id: string,
  question: WallQuestion,
  isHidden: boolean,
): void {
  const author = wallQuestionAuthors(staff).get(id);
  if (!author) return;
  const { hidden, withWall: _, ...rest } = author;
  if (isHidden) {
    wallQuestions(session).delete(id);
    wallQuestionAuthors(staff).set(id, { ...rest, hidden: question });
    return;
  }
  if (wallQuestions(session).get(id) !== question) {
    wallQuestions(session).set(id, question);
  }
  if (hidden) wallQuestionAuthors(staff).set(id, rest);
}

export const wallKind: ResourceKindRules<ResourceOfKind<"wall">> = {
  create: (_ask, base) => ({ shared: { ...base, kind: "wall" }, secret: {} }),
  changes: {
    closed: setClosed,
    presentsAll({ docs: { staff } }, wall, isOn) {
      const { presentsAll: _, ...secret } =
        resourceSecrets(staff).get(wall.id) ?? {};
      resourceSecrets(staff).set(wall.id, {
        ...secret,
        ...(isOn && { presentsAll: true }),
      });
      return wall;
    },
  },
  linkedData: { clear: clearWall, refill: refillWall },
  viewFields: (docs, { id }) => ({
    wishes: questionViews(docs, id),
    ...pickSecretFields(
      resourceSecrets(docs.staff).get(id) ?? {},
      "presentsAll",
    ),
  }),
  carryOver: ({ closed: _, ...open }, secret) => ({
    shared: open,
    secret: pickSecretFields(secret, "presentsAll"),
  }),
};

const act = defineActsFor<{ walls: Walls }>();

const result = z.object({ wish: wallQuestionViewSchema });

export const wallActs = [
  act("PATCH /resources/:id/wishes/:wish", "teacher", async (request) => {
    const { app, who, params: { id, wish }, body } = request;
    return { wish: await app.walls.changeQuestion(who, id, wish, body) };
  }, { body: changeQuestionBody, result }),
  act("POST /resources/:id/wishes/:wish/post", "teacher", async (request) => {
    const { app, who, params: { id, wish } } = request;
    return { wish: await app.walls.postQuestion(who, id, wish) };
  }, { body: emptyBody, result }),
] as const;
