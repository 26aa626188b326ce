/**
 * Takes people out of what was shared with a class (O-3): their answers, their questions on walls and their votes there,
 * and that they were picked.
 * Results that the class has been shown are counted anew without them. What they have answered to an anonymous poll
 * stays counted: nobody knows which it was.
 */
import type { ClassDocuments } from "../model/layout.ts";
import {
  countedAs,
  plainAnswer,
  type Question,
} from "../model/resources/questions.ts";
import type { ResourceSecret } from "../model/resources/shared.ts";
import { picks } from "../checks/picks.ts";
import {
  findSharedOrTaken,
  replaceShared,
  resources,
  secrets,
  sheets,
  sheetsByPerson,
  votes,
  votesCast,
} from "../model/resources_layout.ts";
import { shownAgain } from "../checks/results.ts";
import {
  wishes,
  wishOwners,
  wishVoters,
  wishVotes,
} from "../model/wall_layout.ts";

/** Takes them out of both documents; returns the ids of the questions on walls that were theirs. */
export function scrubResources(
  docs: ClassDocuments,
  ids: readonly string[],
): string[] {
  scrubSheets(docs, ids);
  for (const id of ids) picks(docs.staff).delete(id);
  return scrubWalls(docs, ids);
}

function scrubSheets(docs: ClassDocuments, ids: readonly string[]): void {
  const { staff } = docs;
  const answered = new Set<string>();
  for (const [key, sheet] of [...sheets(staff)]) {
    const [resource, member] = key.split(" ");
    if (!ids.includes(member)) continue;
    if (sheet === true) votes(staff).set(resource, votesCast(staff, resource));
    else answered.add(resource);
    sheets(staff).delete(key);
  }
  for (const id of answered) {
    forgetWords(docs, id);
    const check = findSharedOrTaken(docs, id);
    if (check?.kind !== "quiz" && check?.kind !== "poll") continue;
    if (!check.results) continue;
    const next = shownAgain(docs, check);
    if (resources(docs.session).toArray().some((it) => it.id === id)) {
      replaceShared(docs.session, id, next);
    } else {
      secrets(staff).set(id, { ...secrets(staff).get(id), taken: next });
    }
  }
}

/** Takes away the marks of texts, and the hidden words, that nobody else has written. */
function forgetWords({ session, staff }: ClassDocuments, id: string): void {
  const secret = secrets(staff).get(id);
  if (!secret?.questions && !secret?.hiddenWords) return;
  const written = new Map<string, Set<string>>();
  for (const sheet of sheetsByPerson(session, staff, id).values()) {
    if (sheet === true) continue;
    for (const [question, answer] of Object.entries(sheet.answers)) {
      if (typeof answer !== "string") continue;
      written.getOrInsertComputed(question, () => new Set())
        .add(plainAnswer(answer));
    }
  }
  const others = (marks: ResourceSecret["wrong"] = {}) =>
    Object.fromEntries(
      Object.entries(marks).map(([question, texts]) => [
        question,
        texts.filter((text) => written.get(question)?.has(text)),
      ]),
    );
  const { wrong, right, hiddenWords, ...rest } = secret;
  if (!secret.questions) {
    const said = [...written.values()].flatMap((it) => [...it]);
    const words = new Set(said.flatMap(countedAs));
    const left = hiddenWords?.filter((word) => words.has(word)) ?? [];
    secrets(staff).set(id, {
      ...rest,
      ...(left.length > 0 && { hiddenWords: left }),
    });
    return;
  }
  const kept = others(right);
  const questions = secret.questions.map((question): Question => {
    const gone = right?.[question.id]
      ?.filter((text) => !kept[question.id].includes(text)) ?? [];
    if (gone.length === 0 || typeof question.correct !== "object") {
      return question;
    }
    const correct = question.correct
      .filter((text) => !gone.includes(plainAnswer(text)));
    return { ...question, correct };
  });
  secrets(staff).set(id, {
    ...secret,
    questions,
    ...(wrong && { wrong: others(wrong) }),
    ...(right && { right: kept }),
  });
}

function scrubWalls(
  { session, staff }: ClassDocuments,
  ids: readonly string[],
): string[] {
  for (const key of [...wishVoters(staff).keys()]) {
    const [wish, member] = key.split(" ");
    if (!ids.includes(member)) continue;
    wishVoters(staff).delete(key);
    const votes = wishVotes(session).get(wish);
    if (votes !== undefined) {
      wishVotes(session).set(wish, Math.max(0, votes - 1));
    }
  }
  const theirs = [...wishOwners(staff)]
    .filter(([, { member }]) => ids.includes(member))
    .map(([id]) => id);
  for (const id of theirs) {
    wishOwners(staff).delete(id);
    wishes(session).delete(id);
    wishVotes(session).delete(id);
    for (const key of [...wishVoters(staff).keys()]) {
      if (key.startsWith(`${id} `)) wishVoters(staff).delete(key);
    }
  }
  return theirs;
}
