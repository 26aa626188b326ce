/**
 * Browser tests of `deno task test`, each with its reason: the main path of each feature, on desktop and phone, with a
 * network that fails and returns.
 */
export const lessons: Readonly<Record<string, string>> = {
  "tests/browser/assistant/assistant_class_test.ts":
    "six students ask the assistant, two of them offline, one on a phone, and the teacher reads along",
  "tests/browser/groups/lesson_test.ts":
    "a lesson in groups, from automatic groups to the end, on a phone and offline too",
  "tests/browser/sessions/class_test.ts":
    "an account, a class, a code, students who talk, the end and the record, all by hand",
  "tests/browser/wifi_test.ts":
    "what is written without a network goes out once and in order, also after a reload",
  "tests/browser/sessions/plain_classroom_test.ts":
    "a whole lesson over plain http, where browsers offer less",
  "tests/browser/pages/pages_lesson_test.ts":
    "two groups write a page each, offline too, and the teacher reads and locks them",
  "tests/browser/drawings/drawing_lesson_test.ts":
    "a class draws, offline too, and the teacher shows boards",
  "tests/browser/walls/wall_test.ts":
    "questions to the wall, students picked in turn, and the exit ticket",
  "tests/browser/resources/student_resources_test.ts":
    "quizzes and polls by keyboard, on a phone without a network, and in Chinese",
  "tests/browser/checks/live_checks_test.ts":
    "the teacher asks the class by poll and quiz, and marks answers as they come",
  "tests/browser/quizzes/quiz_editor_test.ts":
    "a quiz is written, kept offline, and guarded against a second tab",
  "tests/browser/chat/messages_test.ts":
    "reactions, answers, changes, deletions and moderation, by mouse, keyboard and on a phone",
  "tests/browser/people/joining_test.ts":
    "the form to join and the name filter, and waiting for the teacher",
  "tests/browser/sessions/present_test.ts": "what the projector shows",
  "tests/browser/sessions/restart_test.ts": "a class is held again",
  "tests/browser/templates/templates_test.ts":
    "a prompt template from the first word to a student's conversation",
  "tests/browser/library/import_test.ts":
    "pasted questions become a quiz, and files go in and out",
  "tests/browser/record/exports_test.ts":
    "every format of the record, and HTML that opens from the disk",
  "tests/browser/deletion/deletion_test.ts":
    "a student, a session and an account are deleted from every device",
  "tests/browser/monitoring/waiting_students_test.ts":
    "who needs help comes first, and is answered by one press",
  "tests/browser/calls/mesh_test.ts": "two hear and see each other in a call",
  "tests/browser/loading_test.ts":
    "every part of a class page opens without a network",
  "tests/browser/language_test.ts":
    "a language chosen once holds everywhere, also offline",
  "tests/sync/client/cache_test.ts":
    "the cache of documents in a real IndexedDB",
  "tests/browser/chat/panel_test.ts":
    "the chat follows the last message, and opens and closes on a phone",
  "tests/browser/sessions/class_head_test.ts":
    "what is asked stands first on a student's page, on a phone at the thumb",
  "tests/browser/groups/group_drafts_test.ts":
    "a draft stays in the room for which it was written",
  "tests/browser/pages/editor_test.ts":
    "the editor by keyboard, with an input method, and with two who write",
  "tests/browser/sessions/running_test.ts": "the teacher's bar opens what runs",
  "tests/browser/focus_test.ts":
    "the focus stays on the page when a control is switched off",
};
