/** Schemas of what the API answers, for its description; fields may be added. Loaded only with it. */
import { z } from "zod";
import {
  paperKinds,
  penColours,
  penWidths,
} from "../../classroom/model/drawing.ts";
import { idPattern } from "../../classroom/model/ids.ts";
import {
  pageScopes,
  pollKinds,
  resourceKindNames,
} from "../../classroom/model/resources/shared_resources.ts";
import { questionKinds } from "../../classroom/model/resources/questions.ts";

/** Gives a schema a name in the description. */
export function named<S extends z.ZodType>(id: string, schema: S): S {
  return schema.meta({ id });
}

export const time = named(
  "Time",
  z.iso.datetime().describe("ISO 8601 in UTC"),
);
export const milliseconds = named(
  "Milliseconds",
  z.int().describe("milliseconds since 1970"),
);
export const id = named(
  "Id",
  z.string().regex(idPattern)
    .describe("16 characters of base58"),
);
export const roomId = named(
  "RoomId",
  z.union([z.literal("main"), id]).describe("`main`, or the id of a group"),
);
const yes = z.literal(true);

export const teacher = named(
  "Teacher",
  z.object({
    id,
    name: z.string(),
    email: z.string(),
    plan: z.boolean().describe("they have the Teacher plan"),
    unproved: yes.optional().describe(
      "mail is set up, and the address is not proved yet",
    ),
  }),
);

export const lateMeaning =
  "its time has come, and the teacher's other class still runs";

const sessionState = z.enum(["scheduled", "active", "ending", "ended"]);
const limit = z.number().nullable();

export const session = named(
  "Session",
  z.object({
    id,
    code: z.string(),
    name: z.string(),
    state: sessionState,
    seat: z.enum(["owner", "moderator", "observer"]).describe("the asker's"),
    member: id.describe("the asker as a member"),
    link: z.url().describe("where students join"),
    startsAt: time,
    endsAt: time,
    hours: z.number(),
    zone: z.string().optional(),
    rejoin: z.boolean(),
    collect: z.boolean(),
    joinLocked: z.boolean(),
    chatPaused: z.boolean(),
    assistantPaused: z.boolean(),
    eyesOnMe: z.object({ text: z.string() }).nullable(),
    nameFilter: z.boolean(),
    blockedWords: z.array(z.string()),
    prompt: z.string(),
    limits: z.object({
      perMinute: limit,
      tokens: limit,
      classPerMinute: limit.optional(),
      classTokens: limit.optional(),
      students: z.int(),
    }),
    undoUntil: time.optional(),
    late: yes.optional().describe(lateMeaning),
    missed: yes.optional().describe("it ended without having begun"),
    cancelled: yes.optional(),
    revision: z.int().optional().describe("changes of its calendar entry"),
    series: z.string().optional(),
    restartOf: id.optional(),
    students: z.int().optional(),
  }),
);

export const invitation = named(
  "Invitation",
  z.object({
    email: z.string(),
    as: z.enum(["moderator", "observer"]),
    at: time,
  }),
);

export const member = named(
  "Member",
  z.object({
    id,
    name: z.string(),
    role: z.enum(["student", "teacher", "observer"]),
    joinedAt: time,
    room: id.nullable(),
    online: z.boolean(),
    removed: yes.optional(),
    removedWith: z.string().optional(),
    muted: yes.optional(),
    mergedInto: id.optional(),
    joinedAs: z.string().optional(),
    byName: yes.optional().describe(
      "joined by the name alone, and not confirmed by a teacher",
    ),
  }),
);

export const attachment = named(
  "Attachment",
  z.object({
    id,
    name: z.string(),
    size: z.int().describe("in bytes"),
    type: z.string(),
    width: z.number().optional(),
    height: z.number().optional(),
  }),
);

export const breakouts = named(
  "Breakouts",
  z.object({
    auto: z.boolean(),
    capacity: z.int().nullable(),
    entry: z.enum(["automatic", "assigned", "free"]),
    open: z.boolean(),
    openedAt: time.nullable(),
    minutes: z.number().nullable(),
    endsAt: time.nullable(),
    stopAtZero: z.boolean(),
    stopsAt: time.nullable(),
    instructions: z.string().nullable(),
    file: attachment.nullable(),
  }),
);

export const room = named(
  "Room",
  z.object({
    id,
    name: z.string(),
    order: z.number(),
    instructions: z.string().nullable(),
    file: attachment.nullable(),
    archivedAt: time.optional(),
  }),
);

export const movedMember = named(
  "MovedMember",
  z.object({
    member: id,
    from: id.nullable(),
    to: id.nullable(),
  }),
);

export const classListEntry = named(
  "ClassListEntry",
  z.object({
    id,
    name: z.string(),
    room: id.nullable(),
    member: id.nullable().describe("null: missing"),
    online: z.boolean(),
  }),
);

export const call = named(
  "Call",
  z.object({
    main: time.nullable(),
    groups: time.nullable(),
    cameras: z.boolean(),
    screens: z.boolean(),
  }),
);

const iceServer = named(
  "IceServer",
  z.object({
    urls: z.array(z.string()),
    username: z.string().optional(),
    credential: z.string().optional(),
  }),
);

export const callTransport = named(
  "CallTransport",
  z.union([
    z.object({ kind: z.literal("mesh"), iceServers: z.array(iceServer) }),
    z.object({
      kind: z.literal("livekit"),
      iceServers: z.array(iceServer),
      url: z.string().describe("a path of this server"),
    }),
  ]),
);

// Anything that is shared with a class.

export const answer = z.union([z.array(z.string()), z.string(), z.number()])
  .describe("ids of choices, a text, or a number");

const picture = {
  image: id.optional(),
  alt: z.string().optional(),
  imageSize: z.tuple([z.number(), z.number()]).optional().describe(
    "width and height in px",
  ),
};

const publicQuestion = {
  id: z.string(),
  kind: z.enum(questionKinds),
  text: z.string(),
  ...picture,
  choices: z.array(z.object({ id: z.string(), text: z.string() })).optional(),
  most: z.number().optional().describe("of a scale: its greatest number"),
  points: z.number().optional(),
};

const solution = {
  correct: z.union([z.array(z.string()), z.number()]).optional(),
  tolerance: z.number().optional(),
  explanation: z.string().optional(),
};

const shownQuestion = named("ShownQuestion", z.object(publicQuestion));

export const question = named(
  "Question",
  z.object({ ...publicQuestion, ...solution }),
);

const counts = z.record(z.string(), z.int()).describe(
  "how often each answer was given",
);

const classResult = named(
  "ClassResult",
  z.object({
    id: z.string(),
    answered: z.int(),
    counts,
    ...solution,
    waits: z.int().optional().describe("texts that are not marked yet"),
  }),
);

const resourceFields = {
  id,
  kind: z.enum(resourceKindNames),
  rooms: z.array(id).optional().describe("absent: the whole class"),
  name: z.string().optional(),
  description: z.string().optional(),
  firstMessage: z.string().optional(),
  pace: z.enum(["own", "together"]).optional(),
  poll: z.enum(pollKinds).optional(),
  of: z.int().optional().describe("of a quiz: the number of its questions"),
  step: z.int().optional(),
  minutes: z.number().optional(),
  anonymous: yes.optional(),
  exit: yes.optional(),
  closed: yes.optional(),
  locked: yes.optional(),
  per: z.enum(pageScopes).optional(),
  from: z.object({
    resource: id,
    of: z.string().optional(),
    live: yes.optional(),
    all: yes.optional(),
  }).optional().describe("of a page that was brought back: its source"),
  paper: z.enum(paperKinds).optional(),
  ...picture,
  shown: z.array(z.object({ id, member: id.optional() })).optional(),
};

const checkFields = {
  questions: z.array(shownQuestion).optional(),
  results: z.array(classResult).optional(),
};

/** The resource has the same fields as in the session's document. */
export const resource = named(
  "Resource",
  z.object({
    ...resourceFields,
    ...checkFields,
    at: milliseconds,
    endsAt: milliseconds.optional(),
    shownAt: milliseconds.optional(),
  }),
);

export const wallQuestion = named(
  "WallQuestion",
  z.object({
    id,
    text: z.string(),
    at: time,
    member: id,
    votes: z.int(),
    answered: yes.optional(),
    hidden: yes.optional(),
    posted: yes.optional(),
    presented: yes.optional().describe("it is on **Present** with its wall"),
  }),
);

export const resourceView = named(
  "ResourceView",
  z.object({
    resource: z.object({
      ...resourceFields,
      ...checkFields,
      at: time,
      endsAt: time.optional(),
      shownAt: time.optional(),
    }),
    questions: z.array(z.object({
      ...publicQuestion,
      ...solution,
      answered: z.int().optional(),
      counts: counts.optional(),
      hiddenWords: z.array(z.string()).optional(),
    })),
    answers: z.array(z.object({
      member: id,
      question: z.string(),
      answer,
      right: z.boolean().optional(),
      late: yes.optional(),
    })).describe("empty for an anonymous poll"),
    done: z.array(id).describe("members who handed it in"),
    wishes: z.array(wallQuestion).optional(),
    presentsAll: yes.optional(),
    taken: yes.optional().describe("it was taken back"),
  }),
);

export const exitTicket = named(
  "ExitTicket",
  z.object({
    name: z.string(),
    quiz: z.string().optional(),
    questions: z.array(question),
    resource: id.optional(),
  }),
);

// Conversations and submissions.

const failure = z.string().describe(
  "why it failed or was cut short, as of the turns of a conversation",
);

const turn = named(
  "Turn",
  z.object({
    id: z.string(),
    role: z.enum(["user", "assistant"]),
    text: z.string(),
    at: time,
    state: z.enum(["streaming", "done", "stopped", "failed"]),
    model: z.string().optional(),
    prompt: z.string().optional().describe("the turn that an answer answers"),
    failure: failure.optional(),
  }),
);

export const trialPiece = z.union([
  z.object({ text: z.string() }),
  z.object({
    isWithdrawn: z.literal(true).describe("all words before were a thought"),
  }),
  z.object({ failure }),
]);

const submissionFields = {
  id,
  conversation: z.string(),
  message: z.string(),
  prompt: z.string(),
  model: z.string(),
  template: z.string().optional(),
  note: z.string().optional(),
  at: time,
  grade: z.string().optional(),
  comment: z.string().optional(),
  gradedAt: time.optional(),
};

export const submission = named(
  "Submission",
  z.object({
    ...submissionFields,
    member: id,
    name: z.string(),
    text: z.string(),
  }),
);

// A student's work, over all sessions.

const origin = {
  session: named(
    "WorkSession",
    z.object({
      id,
      name: z.string(),
      state: sessionState,
      startsAt: time,
    }),
  ),
  member: named("WorkMember", z.object({ id, name: z.string() })),
};

const myConversationFields = {
  ...origin,
  id,
  title: z.string(),
  template: z.string().optional(),
  at: time,
  lastAt: time,
};

export const myConversation = z.object({
  ...myConversationFields,
  turns: z.array(turn),
});

const myQuestion = named(
  "MyQuestion",
  z.object({
    ...publicQuestion,
    ...solution,
    answer: answer.optional(),
    late: yes.optional(),
    shown: yes.optional().describe("the class was shown the results"),
    right: z.boolean().optional(),
    waits: yes.optional().describe("it is not marked yet"),
    earned: z.number().optional().describe("points"),
  }),
);

const myCheck = named(
  "MyCheck",
  z.object({
    ...origin,
    id,
    shared: z.object({
      ...resourceFields,
      at: milliseconds,
      endsAt: milliseconds.optional(),
    }),
    done: yes.optional(),
    questions: z.array(myQuestion),
  }),
);

const myPage = named(
  "MyPage",
  z.object({
    ...origin,
    id,
    name: z.string(),
    at: time,
    per: z.enum(pageScopes).describe("whose page it is"),
    group: z.object({
      name: z.string(),
      number: z.number().optional().describe("of an automatic name"),
    }).optional(),
    text: z.string().describe("Markdown"),
    pieces: z.array(z.union([
      z.object({ text: z.string() }),
      z.object({ picture: attachment, alt: z.string() }),
    ])).describe("the same, with its pictures"),
  }),
);

const myNote = named(
  "MyNote",
  z.object({
    ...origin,
    id,
    own: yes.optional().describe("the student wrote it; otherwise staff did"),
    name: z.string(),
    at: time,
    text: z.string(),
    unread: yes.optional().describe(
      "an answer of staff that was not opened in the class",
    ),
  }),
);

export const drawingMark = named(
  "DrawingMark",
  z.union([
    z.object({
      id,
      line: id.optional().describe("of the line's first piece"),
      colour: z.enum(penColours),
      width: z.enum(penWidths),
      points: z.string(),
      pressed: yes.optional(),
    }),
    z.object({
      id,
      colour: z.enum(penColours),
      text: z.string(),
      x: z.number(),
      y: z.number(),
    }),
  ]),
);

const myDrawing = named(
  "MyDrawing",
  z.object({
    ...origin,
    id: z.string().describe("for `GET /api/my/drawings/:d`"),
    name: z.string(),
    at: time,
    paper: z.enum(paperKinds),
    image: id.optional(),
    alt: z.string().optional(),
    lines: z.number().describe("how many are visible"),
    labels: z.array(z.string()).describe("the visible words"),
  }),
);

export const myWork = named(
  "MyWork",
  z.object({
    conversations: z.array(z.object(myConversationFields)),
    submissions: z.array(z.object({ ...origin, ...submissionFields })),
    checks: z.array(myCheck),
    drawings: z.array(myDrawing).describe("own boards with marks"),
    pages: z.array(myPage).describe(
      "own ones, and those of the group and the class at the end",
    ),
    notes: z.array(myNote).describe("to staff, and their answers"),
    others: z.array(z.object(origin)).describe(
      "other names of this browser, which `POST /api/my/unlock` shows",
    ),
  }),
);

// A teacher's library.

const templateFields = {
  name: z.string(),
  description: z.string().optional(),
  instructions: z.string(),
  firstMessage: z.string().optional(),
};

const changed = {
  id,
  at: milliseconds.describe("the last change"),
};

export const template = named(
  "Template",
  z.object({ ...templateFields, ...changed }),
);

const questionFields = {
  ...publicQuestion,
  correct: z.union([
    z.array(z.union([z.number(), z.string()])),
    z.number(),
  ]).optional().describe(
    "places of the right choices from 0, accepted texts, or the number",
  ),
  tolerance: z.number().optional(),
  explanation: z.string().optional(),
};

const quizQuestion = named("QuizQuestion", z.object(questionFields));

const quizFields = {
  name: z.string(),
  questions: z.array(quizQuestion),
  unfinished: z.array(z.object({ place: z.int(), question: quizQuestion }))
    .optional().describe("questions that cannot be asked yet"),
};

export const quiz = named("Quiz", z.object({ ...quizFields, ...changed }));

/** Items as lists show them with `?part=names`. */
const summary = {
  ...changed,
  name: z.string(),
};

export const listedTemplate = z.union([
  template,
  z.object({ ...summary, description: z.string().optional() }),
]);

export const listedQuiz = z.union([
  quiz,
  z.object({
    ...summary,
    count: z.int().optional().describe("the number of its questions"),
    left: z.int().optional().describe("how many are unfinished"),
  }),
]);

export const exampleTemplate = z.object({ id: z.string(), ...templateFields });
export const exampleQuiz = z.object({ id: z.string(), ...quizFields });

const line = { line: z.int() };

const remark = named(
  "Remark",
  z.object({
    ...line,
    also: z.array(z.int()).optional(),
    message: z.string(),
  }),
);

const keptItems = z.array(z.object({ id, name: z.string() })).optional()
  .describe("what was kept, with 201");

const importFields = {
  kept: keptItems,
  format: z.string(),
  charset: z.string().optional().describe(
    "in which characters the file was read, where it does not say so itself",
  ),
  possible: z.array(z.string()).optional().describe("what else it could be"),
  failed: z.array(remark),
  leftOut: z.array(remark),
  untold: z.int().describe("how many remarks are not told"),
  columns: z.object({
    hasHead: z.boolean(),
    roles: z.array(z.string()),
    rows: z.array(z.array(z.string())),
  }).optional().describe(
    "of a sheet whose headings are not known: its first rows, and what its columns seem to hold",
  ),
};

export const importedTemplates = named(
  "ImportedTemplates",
  z.object({
    ...importFields,
    read: z.array(z.object({ ...line, ...templateFields })),
  }),
);

const importedQuestion = named(
  "ImportedQuestion",
  z.object({ ...questionFields, ...line }),
);

export const importedQuizzes = named(
  "ImportedQuizzes",
  z.object({
    ...importFields,
    read: z.array(z.object({
      ...line,
      name: z.string(),
      questions: z.array(importedQuestion),
    })),
  }),
);

export const image = named(
  "Image",
  z.object({
    id,
    type: z.string(),
    size: z.int().describe("in bytes"),
    width: z.int(),
    height: z.int(),
  }),
);

// The common shape of errors.

const value = z.record(z.string(), z.union([z.string(), z.number()]));

export const problem = named(
  "Problem",
  z.looseObject({
    type: z.string().describe("the refusal's name"),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("a sentence in the reader's language"),
    reason: z.string().optional().describe("more precise than the name"),
    values: value.optional(),
    errors: z.array(z.object({
      path: z.string(),
      reason: z.string(),
      values: value,
      message: z.string(),
    })).optional().describe("the fields that do not fit"),
    id: z.string().optional().describe("of a bug: where the log has it"),
  }),
);

const message = z.object({
  id: z.string(),
  from: id,
  seat: id.optional(),
  at: time,
  writtenAt: milliseconds.optional(),
  offline: yes.optional(),
  editedAt: milliseconds.optional(),
  edits: z.array(z.string()).optional(),
  kind: z.enum([
    "text",
    "file",
    "broadcast",
    "assistant",
    "system",
    "deleted",
  ]),
  text: z.string().optional(),
  replyTo: z.string().optional(),
  brought: z.object({ room: roomId, message: z.string(), by: id }).optional(),
  file: attachment.optional(),
  broadcast: z.string().optional(),
  prompt: z.string().optional(),
  model: z.string().optional(),
  student: z.string().optional(),
  event: z.string().optional(),
  by: id.optional(),
});

export const messages = z.array(named("Message", message));
