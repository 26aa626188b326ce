/**
 * What is said where conversations are looked at and marked: the teacher's board, the marking page, and
 * **My conversations**. Apart from the other sentences, so that a page carries only what it shows.
 */

/** The sentences, by the place where they stand. */
export const review = {
  tabs: {
    label: "Parts of the class",
    students: "Students",
    groups: "Groups",
    assistant: "Assistant",
    settings: "Settings",
  },

  /** The board of all students. */
  board: {
    notCollected:
      "Conversations are not collected in this class; this was chosen when it was created. You see that somebody asks the assistant, and what they send or share, but not what they write.",
    notCollectedShort: "Conversations are not collected in this class.",
    questions: (count: number) =>
      count === 1 ? "1 question" : `${count} questions`,
    noQuestions: "No question yet",
    noneAsked: "No questions",
    agoNow: "just now",
    ago: (minutes: number) =>
      minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`,
    last: "Last line",
    view: "View conversation",
    viewOf: (name: string) => `View conversation of ${name}`,
    writing: "The assistant is answering",
    signals: {
      waiting: "waiting for an answer",
      stuck: "same question again",
      idle: "long quiet",
      "off-task": "off-task words",
      worrying: "worrying words",
    },
    settle: "Dealt with",
    settleOf: (name: string) => `Dealt with the worrying words of ${name}`,
    plot: (name: string, count: number) =>
      `Questions of ${name} over time, ${count} in all`,
    classPlot: (count: number) =>
      count === 1
        ? "1 question in this class"
        : `${count} questions in this class`,
    submissions: "Submissions",
    unmarked: (count: number) => count === 0 ? "" : `${count} to mark`,
  },

  /** One conversation, large. */
  view: {
    conversations: "Conversations of this student",
    online: "online",
    offline: "offline",
    empty: "Nothing has been asked here yet.",
    loading: "The conversation is on its way.",
    toChat: "Send to Chatroom",
    named: "With the student’s name",
    namedHint:
      "Off: the class sees the answer and the question, but not whose they are.",
    readOnly: "The class is over: you can read, but not send.",
  },

  /** The assistant in the class's settings. */
  settings: {
    pause: "Pause assistant",
    pauseHint: "Students can read their conversations, but not ask.",
    more: "Prompt and limits",
    prompt: "Prompt for the whole class",
    promptHint:
      "The assistant follows it in every conversation of this class. Students do not see it.",
    perMinute: "Questions a minute, each student",
    tokens: "Tokens in this class, each student",
    classPerMinute: "Questions a minute, the whole class",
    classTokens: "Tokens in this class, all together",
    used: "Used in this class",
    usedSoFar: (requests: number, tokens: number, most: number) =>
      `${
        requests === 1
          ? "1 question"
          : `${requests.toLocaleString("en")} questions`
      }, ${tokens.toLocaleString("en")} of ${
        most.toLocaleString("en")
      } tokens (${
        Math.min(100, Math.round(100 * tokens / most))
      } %). A token is a short word or a part of one.`,
    noLimit: "Empty: no limit but that of the class",
    atMost: (most: number) =>
      `At most ${most.toLocaleString("en")}; empty: as many as that`,
    save: "Save",
    saved: "Saved.",
  },

  /** The marking page. */
  marking: {
    title: (name: string) => `Submissions of ${name}`,
    heading: "Submissions",
    back: "Back to the session",
    none: "Nothing has been shared yet",
    noneText:
      "With Share Messages, students hand you an answer of the assistant. It is listed here, the unmarked first.",
    unmarked: "To mark",
    marked: "Marked",
    allMarked: "Everything is marked.",
    from: (name: string, time: string) => `${name}, ${time}`,
    note: "Note",
    question: "Question",
    answer: "Answer",
    conversation: "The conversation",
    mark: "Mark",
    markHint: "Points or words",
    comment: "Comment",
    commentHint:
      "Enter saves and goes to the next; Shift+Enter breaks the line",
    save: "Save and next",
    saving: "Saving …",
    saved: (name: string) => `The mark for ${name} is saved.`,
    live: "The student sees it at once.",
    tooLong: (over: number) =>
      over === 1 ? "1 character too many." : `${over} characters too many.`,
    list: "What was shared",
    gone: "The conversation cannot be shown.",
  },

  /** **My conversations**. */
  my: {
    title: "My conversations",
    lead:
      "What you asked the assistant and shared with your teachers, in this browser. You can read it and download it here.",
    leadLive:
      "What you asked the assistant and shared with your teachers, in this browser. You can read it and download it here. To go on with a class that is running, press Go to the class.",
    empty: "Nothing here yet",
    emptyText:
      "When you have asked the assistant something in a class, you find it here, also when the class is over.",
    others: "Others on this computer",
    othersText:
      "They used this browser under another name. Is it you? Choose the name and enter the code of that class. Your teacher has it.",
    codeOf: "Session code of that class",
    show: (name: string) => `Show ${name}’s`,
    as: (name: string) => `as ${name}`,
    live: "running",
    toClass: "Go to the class",
    conversations: "Conversations",
    shared: "Shared with the teacher",
    notMarked: "Not marked yet",
    download: "Download",
    downloadAll: "Download all",
    back: "My conversations",
    asked: "You",
    answered: "Assistant",
    join: "Join a class",
    shown: "Shared with your teacher",
    fileName: "conversation",
    allFileName: "my-conversations",
  },
};
