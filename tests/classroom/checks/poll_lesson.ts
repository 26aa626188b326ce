/** A lesson with a quick poll, for the tests of polls. */
import assert from "node:assert/strict";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { SharedPoll } from "../../../classroom/model/resources/shared_resources.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { Lesson } from "../lesson.ts";

interface PollOptions {
  students?: number;
  kind?: SharedPoll["poll"];
  anonymous?: boolean;
}

/** Begins it with students named Student 0, Student 1, and so on. */
export async function beginPollLesson(
  { students = 3, kind = "word", anonymous = true }: PollOptions = {},
) {
  const lesson = await Lesson.begin({
    students: Array.from({ length: students }, (_, n) => `Student ${n}`),
  });
  const { teacher, school, session } = lesson, { app } = school;
  const poll = await app.resources.share(teacher, {
    poll: { kind, question: "", anonymous, words: ["Yes", "No"] },
  });
  assert(poll.kind === "poll");
  const [{ id, choices = [] }] = poll.questions;
  return {
    lesson,
    school,
    app,
    teacher,
    session,
    poll,
    /** A student answers with a word, or with a choice by its index. */
    vote: (by: number | Identity, answer: number | string) => {
      const who = typeof by === "number" ? lesson.students[by] : by;
      const given = typeof answer === "string" ? answer : [choices[answer].id];
      return anonymous
        ? school.castVote(who, poll.id, given)
        : school.runCommand(who, {
          kind: "answer",
          resource: poll.id,
          answers: { [id]: given },
        });
    },
    change: (ask: Parameters<typeof app.resources.change>[2]) =>
      app.resources.change(teacher, poll.id, ask),
    view: async () => (await app.resources.view(teacher, poll.id)).questions[0],
    inClass: () =>
      lesson.read(
        names.session(session.id),
        (doc) =>
          (doc.getArray("resources").toArray() as SharedPoll[])
            .find((it) => it.id === poll.id)!,
      ),
  };
}
