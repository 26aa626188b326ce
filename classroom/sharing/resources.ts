/**
 * What a teacher shares with a class, changes while it is there, and takes back. Writes `resources` of
 * `<s>/session`, which students have, and of `<s>/staff`, with what they must not have: instruction prompts, and what
 * is right until **Show results**.
 */
import type * as Y from "yjs";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import {
  requireNotEnded,
  requireNotOver,
  requireStaff,
  requireTeacher,
} from "../model/acting.ts";
import { keepCopies, withCopies } from "../files/class_copies.ts";
import { activeRoom } from "../model/breakouts_layout.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  decideOnClass,
  info,
  isRunning as isRunningAt,
  readClass,
} from "../model/layout.ts";
import { noteActivityEvent } from "../model/activity_events.ts";
import type { AppServices } from "../app_services.ts";
import { notePress, pressed, pressOf } from "../presses.ts";
import { refusal, refusalAt } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import { newId } from "../model/ids.ts";
import { pageKey, pages } from "../model/pages_layout.ts";
import { withoutSolution, wordKey } from "../model/resources/questions.ts";
import { tallies, type Tally, votesIn } from "../model/resources/results.ts";
import {
  type Check,
  fewest,
  isCheck,
  type ResourceSecret,
  type Shared,
  type SharedDrawing,
  type SharedPage,
  type SharedPoll,
  type SharedQuiz,
  type SharedWall,
} from "../model/resources/shared.ts";
import { isTicketOpen } from "../checks/exit_tickets.ts";
import type { Library } from "../library/library.ts";
import { markTexts, shown } from "../checks/results.ts";
import { hideNames } from "../checks/picks.ts";
import {
  copyPictures,
  keeping,
  type PictureParts,
} from "../library/pictures.ts";
import { solved, timed } from "../checks/quiz_copy.ts";
import {
  allVotes,
  countToTell,
  readBatches,
  type VoteBatch,
} from "../checks/poll_counts.ts";
import {
  type ChangeAsked,
  changeResourceBody,
  pollQuestion,
  type ShareAsked,
  shareBody,
} from "../library/resource_bodies.ts";
import {
  findShared,
  onPresent,
  replaceShared,
  resources,
  secrets,
  shareAgain,
  sharedNow,
  sheetsByPerson,
  unshare,
  votesCast,
} from "../model/resources_layout.ts";
import { requirePlace } from "../model/resources_place.ts";
import {
  givenThere,
  type ResourceView,
  resourceView,
} from "./resource_view.ts";
import { clearWall, refillWall } from "../walls/walls.ts";
import { clearBroughtBack, refillBroughtBack } from "../pages/bringing_back.ts";
import { actsWith } from "../define_act.ts";

interface ResourcesParts
  extends PictureParts, Pick<AppServices, "kv" | "sync" | "clock"> {
  library: Pick<Library, "get">;
}

/** So often the count of an anonymous poll is read anew, where votes come in meanwhile. */
const tries = 50;

export class Resources {
  constructor(private readonly parts: ResourcesParts) {}

  /** Shares something; students have it at once. The same press shares nothing more while they have it (S3). */
  async share(who: Who, ask: ShareAsked): Promise<Shared> {
    requireTeacher(who);
    const again = await this.#sharedBy(who, ask);
    if (again) return again;
    try {
      return await this.#shareNew(who, ask);
    } catch (thrown) {
      // Another request of the same press may have been quicker.
      const first = isRefusal(thrown) && await this.#sharedBy(who, ask);
      if (first) return first;
      throw thrown;
    }
  }

  async #shareNew(who: Who, ask: ShareAsked): Promise<Shared> {
    const { sync, files } = this.parts;
    const { shared: bare, secret: alone } = await this.#copyOf(who, ask);
    const pictured = bare.kind === "drawing" ? [bare] : alone.questions ?? [];
    const copies = await copyPictures(this.parts, who, pictured);
    const { shared, secret } = withCopies(copies, {
      shared: bare,
      secret: alone,
    });
    const decided = decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      if (sharedBy(docs, ask, tx.now)) throw new Refusal("conflict");
      for (const room of ask.rooms ?? []) {
        if (!activeRoom(docs.session, room)) {
          throw refusalAt("rooms", "no-such-room");
        }
      }
      const next = { ...startedAt(docs.session, shared, tx.now), at: tx.now };
      requirePlace(docs, next, secret);
      keepCopies(docs, tx, who.own ?? who.member, copies, files.quota);
      resources(docs.session).push([next]);
      secrets(docs.staff).set(next.id, secret);
      if (next.kind !== "template") hideNames(docs.staff);
      notePress(docs.staff, pressOf("share", ask), [next.id], tx.now);
      return next;
    });
    return await keeping(this.parts, who.session, copies, decided);
  }

  /** What this press has shared, where students still have it. */
  async #sharedBy(who: Who, ask: ShareAsked): Promise<Shared | undefined> {
    if (ask.press === undefined) return undefined;
    return await readClass(
      this.parts.sync,
      who.session,
      (docs) => sharedBy(docs, ask, this.parts.clock()),
    );
  }

  /** A resource with all that staff may see of it. */
  async view(who: Who, id: string): Promise<ResourceView> {
    requireStaff(who);
    const { kv, sync } = this.parts;
    const batches = await readBatches(kv, who.session, id);
    return await readClass(
      sync,
      who.session,
      (docs) => resourceView(docs, id, countToTell(docs, id, batches)),
    );
  }

  /** Everything that was shared in a class and not taken back, the oldest first. */
  async list(who: Who): Promise<Shared[]> {
    requireStaff(who);
    return await readClass(
      this.parts.sync,
      who.session,
      ({ session }) =>
        resources(session).toArray().map((it) => givenThere({ session }, it)),
    );
  }

  /** Goes on, closes, shows results, marks short texts, presents: what is asked of it, in one commit. */
  async change(who: Who, id: string, ask: ChangeAsked): Promise<ResourceView> {
    requireTeacher(who);
    const { kv, sync } = this.parts;
    for (let tried = 0; tried < tries; tried++) {
      const batches = await readBatches(kv, who.session, id);
      const done = await decideOnClass(sync, who, (docs, tx) => {
        // Marks are given and results shown after the class as well: students find them under `/my`.
        const { step, closed: isClosed, locked: isLocked } = ask;
        if ([step, isClosed, isLocked].some((it) => it !== undefined)) {
          requireNotEnded(docs.session);
        }
        const before = findShared(
          docs.session,
          id,
          "quiz",
          "poll",
          "wall",
          "page",
          "drawing",
        );
        let next: Check | SharedWall | SharedPage | SharedDrawing = before;
        if (ask.step !== undefined) next = atStep(docs, next, ask.step, tx.now);
        if (ask.closed !== undefined) next = closed(next, ask.closed);
        if (ask.locked !== undefined) next = locked(next, ask.locked);
        if (ask.text !== undefined) changeStart(docs, before, ask.text);
        if (ask.marks) markTexts(docs.staff, id, ask.marks);
        if (ask.words) hideWords(docs.staff, before, ask.words);
        if (ask.presentsAll !== undefined) {
          const { presentsAll: _, ...secret } = secrets(docs.staff).get(id) ??
            {};
          if (before.kind !== "wall") throw new Refusal("not-found");
          secrets(docs.staff).set(id, {
            ...secret,
            ...(ask.presentsAll && { presentsAll: true }),
          });
        }
        if (ask.present || ask.step !== undefined) hideNames(docs.staff);
        if (ask.present !== undefined) {
          const resource = ask.present ? id : null;
          const { of } = ask;
          if (
            of !== undefined &&
            !pages(docs.session).has(pageKey({ resource: id, of }))
          ) {
            throw new Refusal("not-found");
          }
          onPresent(docs.staff).set("chosen", {
            resource,
            ...(ask.present && of !== undefined && { of }),
            at: tx.now,
          });
        }
        if (isCheck(next) && (ask.showResults || next.results)) {
          const tallied = tally(docs, next, batches);
          // Votes have come in since they were read.
          if (tallied === null) return null;
          next = shown(docs.staff, next, tallied, ask.showResults === true);
          if (ask.showResults) {
            noteActivityEvent(docs.staff, {
              kind: "results",
              at: tx.now,
              resource: id,
            });
          }
          if (batches.length > 0) {
            const secret = secrets(docs.staff).get(id) ?? {};
            const [{ counts }] = tallied;
            secrets(docs.staff).set(id, { ...secret, counts });
            for (const { key } of batches) tx.fact({ key, delete: true });
          }
        }
        if (next !== before) replaceShared(docs.session, id, next);
        return true;
      });
      if (done) return await this.view(who, id);
    }
    throw new Refusal("conflict");
  }

  /** Takes something back: students have it no more. The record keeps it, and conversations from it go on. */
  async takeBack(who: Who, id: string): Promise<void> {
    requireTeacher(who);
    const { sync } = this.parts;
    await decideOnClass(sync, who, (docs) => {
      const { session, staff } = docs;
      requireNotEnded(session);
      const taken = sharedNow(session, id);
      if (!taken) throw new Refusal("not-found");
      if (isTicketOpen(staff, id)) throw refusal("ticket-runs");
      if (taken.kind === "wall") clearWall(docs, id);
      if (taken.kind === "page") clearBroughtBack(docs, id);
      unshare(docs, taken);
    });
  }

  /** Gives the class again what was taken back, as it was then. */
  async bringBack(who: Who, id: string): Promise<Shared> {
    requireTeacher(who);
    const { sync } = this.parts;
    return await decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      const taken = secrets(docs.staff).get(id)?.taken;
      if (!taken) throw new Refusal("not-found");
      requirePlace(docs, taken, {});
      shareAgain(docs, taken);
      if (taken.kind === "wall") refillWall(docs, id);
      if (taken.kind === "page") refillBroughtBack(docs, id);
      return taken;
    });
  }

  /** What students are to have of it, and what staff alone; with the teacher's own pictures. */
  async #copyOf(
    who: Who,
    ask: ShareAsked,
  ): Promise<{ shared: Shared; secret: ResourceSecret }> {
    const { library } = this.parts;
    const base = { id: newId(), at: 0, ...(ask.rooms && { rooms: ask.rooms }) };
    if ("wall" in ask) return { shared: { ...base, kind: "wall" }, secret: {} };
    if ("page" in ask) {
      const { name, text, per } = ask.page;
      return {
        shared: { ...base, kind: "page", name, per },
        secret: text ? { text } : {},
      };
    }
    if ("drawing" in ask) {
      const { image } = ask.drawing;
      // Of a quiz a picture may be gone since; this one was chosen for now.
      if (image !== undefined) {
        await this.parts.images.get(who.teacher ?? "", image);
      }
      return {
        shared: { ...base, kind: "drawing", ...ask.drawing },
        secret: {},
      };
    }
    if ("poll" in ask) {
      const { kind: poll, anonymous } = ask.poll;
      const questions: SharedPoll["questions"] = [pollQuestion(ask.poll)];
      return {
        shared: {
          ...base,
          kind: "poll",
          poll,
          questions,
          ...(anonymous && { anonymous }),
        },
        secret: {},
      };
    }
    // Only the owner of a class has a library here.
    const teacher = who.teacher;
    if (teacher === undefined) throw new Refusal("not-allowed");
    if ("template" in ask) {
      const { name, description, firstMessage, instructions } = await library
        .get("template", teacher, ask.template);
      return {
        shared: {
          ...base,
          kind: "template",
          name,
          ...(description && { description }),
          ...(firstMessage && { firstMessage }),
        },
        secret: { of: ask.template, instructions },
      };
    }
    const quiz = await library.get("quiz", teacher, ask.quiz);
    if (quiz.unfinished || quiz.questions.length === 0) {
      throw refusal("quiz-unfinished");
    }
    const questions = quiz.questions.map(solved);
    const { pace, minutes } = ask;
    const asked = questions.map(withoutSolution);
    return {
      shared: {
        ...base,
        kind: "quiz",
        name: quiz.name,
        pace,
        questions: pace === "own" ? asked : asked.slice(0, 1),
        of: questions.length,
        ...(pace === "together" && { step: 0 }),
        ...(minutes && { minutes }),
      },
      secret: { of: ask.quiz, questions },
    };
  }
}

/** Not what is over by now: who presses the same after that wants another one. */
function sharedBy(
  { session, staff }: ClassDocuments,
  ask: ShareAsked,
  now: number,
): Shared | undefined {
  const [id] = pressed(staff, pressOf("share", ask), now) ?? [];
  const shared = sharedNow(session, id);
  return shared && "closed" in shared && shared.closed ? undefined : shared;
}

/** With the end of its time; what is prepared has none until the class begins (S-7). */
function startedAt(session: Y.Doc, shared: Shared, now: number): Shared {
  return isRunningAt(session, now) ? timed(shared, now) : shared;
}

/** One by one: at another question. The others are over; going back opens one again that has no results yet. */
function atStep(
  { session, staff }: ClassDocuments,
  shared: Shared,
  step: number,
  now: number,
): SharedQuiz {
  if (shared.kind !== "quiz" || shared.pace !== "together") {
    throw refusal("no-step");
  }
  const all = secrets(staff).get(shared.id)?.questions ?? [];
  if (step >= all.length) throw refusal("no-step");
  if (step === shared.step) return shared;
  const { closed: _, endsAt: __, ...rest } = shared;
  const reached = Math.max(step + 1, shared.questions.length);
  const questions = all.slice(0, reached).map(withoutSolution);
  const next = { ...rest, questions, step };
  return startedAt(session, next, now) as SharedQuiz;
}

/** Pages in which staff alone write, or all of theirs again. */
function locked(shared: Shared, isLocked: boolean): SharedPage {
  if (shared.kind !== "page") throw new Refusal("not-found");
  const { locked: _, ...open } = shared;
  return isLocked ? { ...open, locked: true } : open;
}

/** Another text for pages to begin with, where nobody has one yet. */
function changeStart(
  { session, staff }: ClassDocuments,
  { id, kind }: Shared,
  text: string,
): void {
  if (kind !== "page") throw new Refusal("not-found");
  const isBegun = [...pages(session).keys()].some((it) =>
    it.startsWith(pageKey({ resource: id, of: "" }))
  );
  if (info(session, "state") !== "scheduled" || isBegun) {
    throw new Refusal("conflict");
  }
  secrets(staff).set(id, { ...secrets(staff).get(id), text });
}

function closed(
  shared: Shared,
  isClosed: boolean,
): Check | SharedWall | SharedDrawing {
  if (shared.kind === "template" || shared.kind === "page") {
    throw new Refusal("not-found");
  }
  if (isClosed) return { ...shared, closed: true };
  if (isCheck(shared) && shared.results && !hasMore(shared)) {
    throw refusal("shown-already");
  }
  const { closed: _, ...rest } = shared;
  // Opened again there is as long as one wants.
  const { endsAt: _end, ...open } = rest as Omit<SharedQuiz, "closed">;
  return open as Check | SharedWall | SharedDrawing;
}

/** Whether a question that students have has no results yet. */
function hasMore({ questions, results = [] }: Check): boolean {
  return questions.length > results.length;
}

/** Words of a poll that its class is not to see, or sees again. */
function hideWords(
  staff: Y.Doc,
  check: Shared,
  words: NonNullable<ChangeAsked["words"]>,
): void {
  if (check.kind !== "poll" || check.poll !== "word") {
    throw new Refusal("not-found");
  }
  const { hiddenWords, ...secret } = secrets(staff).get(check.id) ?? {};
  const all = new Set(hiddenWords?.map(wordKey));
  for (const { text, hidden } of words) {
    if (hidden) all.add(wordKey(text));
    else all.delete(wordKey(text));
  }
  const { hiddenWords: most } = bounds;
  if (all.size > most) throw refusal("hidden-words-full", { most });
  secrets(staff).set(check.id, {
    ...secret,
    ...(all.size > 0 && { hiddenWords: [...all] }),
  });
}

/** The counts of all questions; null: the batches that were read are not what is there by now. */
function tally(
  { session, staff }: ClassDocuments,
  check: Check,
  batches: readonly VoteBatch[],
): Tally[] | null {
  const people = sheetsByPerson(session, staff, check.id);
  if (check.kind === "quiz" || !check.anonymous) {
    return tallies(check, people.values());
  }
  const [{ id }] = check.questions;
  // It has been shown, and takes no more votes.
  if (check.results && batches.length === 0) {
    const { counts } = secrets(staff).get(check.id) ?? {};
    if (!counts) return check.results;
    return [{ id, answered: votesCast(staff, check.id), counts }];
  }
  const all = allVotes(batches);
  const answered = votesIn(all);
  if (answered !== votesCast(staff, check.id)) return null;
  return [{ id, answered, counts: answered < fewest ? {} : all }];
}

const act = actsWith<{ resources: Resources }>();

/** What staff ask for about what is shared. */
export const resourceActs = [
  act("GET /resources", "observer", async ({ app, who }) => ({
    resources: await app.resources.list(who),
  })),
  act("POST /resources", "teacher", async ({ app, who, body }) => ({
    resource: await app.resources.share(who, body),
  }), { body: shareBody, status: 201 }),
  act(
    "GET /resources/:id",
    "observer",
    ({ app, who, params }) => app.resources.view(who, params.id),
  ),
  act(
    "PATCH /resources/:id",
    "teacher",
    ({ app, who, params, body }) => app.resources.change(who, params.id, body),
    { body: changeResourceBody },
  ),
  act(
    "DELETE /resources/:id",
    "teacher",
    ({ app, who, params }) => app.resources.takeBack(who, params.id),
  ),
  act("POST /resources/:id/undo", "teacher", async ({ app, who, params }) => ({
    resource: await app.resources.bringBack(who, params.id),
  })),
] as const;
