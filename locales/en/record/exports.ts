/** What is said in exports of the record, and where they are offered. Only the server renders it. */

/** The sentences, by the place where they stand. */
export const record = {
  /** Where exports are offered. */
  offer: {
    export: "Export",
    everything: "Export everything",
    everythingHint:
      "One zip: the chat, a folder for each student, marks, files and attendance.",
    as: (part: string, format: string) => `${part} as ${format}`,
    notCollected: "Conversations are not collected in this class.",
  },

  parts: {
    chat: "Chat",
    conversations: "Conversations",
    submissions: "Submissions",
    groups: "Groups",
    attendance: "Attendance",
  },

  formats: { md: "Markdown", html: "HTML", csv: "CSV", json: "JSON" },

  /** Columns of tables. */
  columns: {
    room: "Room",
    time: (zone: string) => `Time (${zone})`,
    name: "Name",
    role: "Role",
    kind: "Kind",
    text: "Text",
    prompt: "Question",
    file: "File",
    edited: (zone: string) => `Edited (${zone})`,
    answers: "Answers",
    reactions: "Reactions",
    pinned: (zone: string) => `Pinned (${zone})`,
    before: (zone: string) => `Before (${zone})`,
    conversation: "Conversation",
    who: "Who writes",
    model: "Model",
    state: "State",
    answer: "Answer",
    note: "Note",
    mark: "Mark",
    comment: "Comment",
    marked: (zone: string) => `Marked (${zone})`,
    from: (zone: string) => `From (${zone})`,
    until: (zone: string) => `Until (${zone})`,
    joined: (zone: string) => `In (${zone})`,
    left: (zone: string) => `Out (${zone})`,
    minutes: "Minutes there",
    lastWrote: (zone: string) => `Last wrote (${zone})`,
    messages: "Messages",
    questions: "Questions to the assistant",
    handedIn: "Answers handed in",
    removed: "Removed",
  },

  roles: { teacher: "Teacher", student: "Student", observer: "Observer" },

  kinds: {
    text: "message",
    file: "file",
    broadcast: "broadcast",
    assistant: "AI",
    system: "system",
    deleted: "deleted",
    held: "held back",
  },

  states: {
    streaming: "being written",
    done: "whole",
    stopped: "stopped",
    failed: "failed",
  },

  title: (part: string, session: string) => `${part}: ${session}`,
  times: (zone: string) => `Times are those of ${zone}.`,
  main: "Main room",
  archived: "archived",
  deleted: "This message was deleted.",
  edited: "edited",
  pinned: "pinned",
  answerTo: (name: string, time: string) => `Answers ${name}, ${time}`,
  until: (time: string, name: string) =>
    `Until ${time}, then changed by ${name}`,
  untilGone: (time: string, name: string) =>
    `Until ${time}, then deleted by ${name}`,

  /** What became of words with a blocked word in them. */
  held: {
    waiting: "Held back: waits for the teacher.",
    over: "Held back, and not decided before the class was over.",
    rejected: (name: string, time: string) =>
      `Held back, and rejected by ${name}, ${time}.`,
    withdrawn: (name: string, time: string) =>
      `Held back, and replaced by ${name}, ${time}.`,
  },

  fileGone: "The bytes of this file are not there any more.",
  asked: "Question",
  answered: "Assistant",
  earlier: "an earlier answer",
  nothing: "There is nothing here.",
  notCollected:
    "Conversations are not collected in this class; this was chosen when it was created.",
  stillThere: "still there",
  open: "Groups were open",
  howAttendance:
    "In: when they first joined. Out: when their last connection ended, within a minute. Minutes there: all stays together, within a minute each. Last wrote: when they last said something or asked the assistant.",
  notRecorded: "not recorded",
  yes: "yes",

  /** Names of files, and the first page, in the zip. */
  zip: {
    index: "Everything that is kept of this class",
    students: "Students",
    folder: "students",
    files: "files",
    filesTitle: "Files",
    noFiles: "No file was posted.",
  },
};
