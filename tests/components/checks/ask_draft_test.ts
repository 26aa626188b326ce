/** A question typed in place is a poll, a quiz of one question, or unfinished (N-5). */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  newQuizBody,
  shareBody,
} from "../../../classroom/library/resource_bodies.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { newId } from "../../../classroom/model/ids.ts";
import {
  minAnonymousVotesWhileOpen,
  pollKinds,
} from "../../../classroom/model/resources/shared_resources.ts";
import {
  type AskDraft,
  createAskDraft,
  findMissingPart,
  hasTypedText,
  isAnonymous,
  isQuizDraft,
  pollFromDraft,
  quizFromDraft,
  readAskDraft,
  storeAskDraft,
} from "../../../components/quizzes/ask/ask_draft.ts";
import { saveQuiz } from "../../../components/quizzes/ask/save_quiz.ts";
import type {
  Reply,
  sendRequest,
} from "../../../components/client/send_request.ts";
import { deleteQuizDrafts } from "../../../components/quizzes/quiz_drafts.ts";
import { newChoice } from "../../../components/quizzes/edited_quiz.ts";
import { property } from "../../random.ts";

function draft(text: string, choices: string[] = [], right?: number): AskDraft {
  const empty = createAskDraft();
  const all = [...choices, "", ""].map((choice) => newChoice(choice));
  return {
    ...empty,
    question: {
      ...empty.question,
      text,
      choices: all,
      right: right === undefined ? [] : [all[right].id],
    },
  };
}

Deno.test("choices of its own make a question a quiz, and say what is missing (N-5)", () => {
  const table: [AskDraft, boolean, ReturnType<typeof findMissingPart>][] = [
    [draft(""), false, "kind"],
    [draft("Why?"), false, "kind"],
    [draft("Why?", [" ", ""]), false, "kind"],
    [draft("", ["a"]), true, "text"],
    [draft(" ", ["a", "b"]), true, "text"],
    [draft("Why?", ["a"]), true, "choices"],
    [draft("Why?", ["a", " a "]), true, "twice"],
    [draft("Why?", ["a", "b"]), true, null],
    [draft("Why?", ["", "a", "", "b"], 3), true, null],
  ];
  for (const [one, isOne, missing] of table) {
    const told = JSON.stringify(one.question);
    assert.equal(isQuizDraft(one), isOne, told);
    assert.equal(findMissingPart(one), missing, told);
  }
  assert(
    !hasTypedText(draft(" ")) && hasTypedText(draft("?")) &&
      hasTypedText(draft("", ["a"])),
  );
});

Deno.test("a poll is anonymous unless the class is too small, or the teacher says otherwise (R-4)", () => {
  const table: [chosen: boolean | null, students: number, is: boolean][] = [
    // Nobody is there yet, so the number is unknown.
    [null, 0, true],
    [null, 1, false],
    // No bars while it is open (V10).
    [null, minAnonymousVotesWhileOpen - 1, false],
    [null, minAnonymousVotesWhileOpen, true],
    [null, 28, true],
    [true, 2, true],
    [false, 28, false],
  ];
  for (const [anonymous, students, is] of table) {
    const one = { ...draft("?"), anonymous };
    assert.equal(isAnonymous(one, students), is, `${anonymous} of ${students}`);
    const poll = pollFromDraft(one, "yes-no", students, ["Yes", "No"]);
    assert.equal(poll.anonymous, is);
  }
});

Deno.test("the quiz is named by its question, and has the right choice or none (N-5)", () => {
  const long = "Why? ".repeat(40);
  for (
    const [text, name] of [
      ["Why **now**?", "Why now?"],
      ["One\ntwo", "One two"],
      [long, `${"Why? ".repeat(bounds.resourceName / 5).trim()}…`],
      ["**", "Unnamed"],
    ]
  ) {
    const quiz = quizFromDraft(draft(text, ["a", "", "b"], 2), "Unnamed");
    assert.equal(quiz.name, name);
    assert.deepEqual(quiz.questions[0].correct, [1]);
    assert.deepEqual(
      quiz.questions[0].choices?.map(({ text }) => text),
      ["a", "b"],
    );
  }
  assert.equal(
    quizFromDraft(draft("?", ["a", "b"]), "").questions[0].correct,
    undefined,
  );
});

Deno.test("whatever the boxes let in, the server takes the quiz and the poll (N-5)", () => {
  const text = (maxLength: number) =>
    fc.string({ maxLength, unit: "grapheme" })
      .map((it) => it.replace(/\p{C}/gu, ""));
  fc.assert(
    fc.property(
      text(bounds.question),
      fc.array(text(40), { maxLength: bounds.choices.max - 2 }),
      fc.constantFrom(...pollKinds),
      (question, choices, kind) => {
        const one = draft(question, choices);
        if (findMissingPart(one) === null) {
          newQuizBody.parse({ ...quizFromDraft(one, "Unnamed"), id: one.quiz });
        }
        const poll = pollFromDraft(one, kind, 28, ["Yes", "No"]);
        shareBody.parse({ poll, press: newId() });
      },
    ),
    property("a question asked on the spot", 300),
  );
});

Deno.test("a quiz is kept once under its id, and a changed one takes its place (N-5)", async () => {
  const quiz = quizFromDraft(draft("?", ["a", "b"]), "");
  const refusal = (status: number): Reply<never> => ({
    ok: false,
    problem: { type: "t", status, detail: `${status}`, retryAfter: 0 },
  });
  const done: Reply<never> = { ok: true, status: 200, body: {} as never };
  const table: [Reply<never>[], string[], string | null][] = [
    [[done], ["POST"], null],
    [[refusal(0)], ["POST"], "0"],
    [[refusal(400)], ["POST"], "400"],
    [[refusal(409), done], ["POST", "PUT"], null],
    [[refusal(409), refusal(404)], ["POST", "PUT"], "409"],
    [[refusal(409), refusal(0)], ["POST", "PUT"], "0"],
  ];
  for (const [answers, methods, told] of table) {
    const sent: string[] = [];
    const send = (method: string) => {
      sent.push(method);
      return Promise.resolve(answers[sent.length - 1]);
    };
    const problem = await saveQuiz("q", quiz, send as typeof sendRequest);
    assert.deepEqual(sent, methods);
    assert.equal(problem?.detail ?? null, told);
  }
});

Deno.test("N-5: a question that was not sent stays on the device until the sign-out", () => {
  storeAskDraft(draft("What is a leaf?"));
  assert.equal(readAskDraft().question.text, "What is a leaf?");
  deleteQuizDrafts();
  assert.equal(readAskDraft().question.text, "");
});
