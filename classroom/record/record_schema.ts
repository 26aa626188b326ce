/** The record's JSON format, published as JSON Schema. Fields may be added, never renamed. */
import { z } from "zod";
import { paperKinds } from "../model/drawing.ts";
import { resourceKindNames } from "../model/resources/shared_resources.ts";
import { questionKinds } from "../model/resources/question_kinds.ts";

const id = z.string().describe("16 characters of base58");
const room = z.string().describe("`main`, or the id of a group");
const time = z.iso.datetime().describe("ISO 8601 in UTC");
const role = z.enum(["student", "teacher", "observer"]);
const $schema = z.url();

const rooms = z.array(z.looseObject({
  id: room,
  name: z.string().nullable().describe("null for the main room"),
  archivedAt: time.optional(),
}));

const claims = z.array(z.looseObject({
  from: id.describe("the teacher's"),
  by: z.string(),
  at: time,
}));

const channelTimes = z.looseObject({
  mail: time.optional(),
  webhook: time.optional(),
});

const file = z.looseObject({
  id,
  name: z.string(),
  size: z.int().describe("in bytes"),
  type: z.string(),
  width: z.int().optional(),
  height: z.int().optional(),
});

const words = {
  text: z.string(),
  file: file.optional(),
  prompt: z.string().optional(),
};

const heldFields = z.looseObject({
  ...words,
  room,
  id,
  kind: z.literal("held"),
  from: id,
  name: z.string(),
  role,
  at: time,
  words: z.array(z.string()).describe("the blocked words in it"),
  edits: id.optional().describe("the message that it would have changed"),
  state: z.enum(["waiting", "rejected", "withdrawn", "over"]),
  decided: z.looseObject({ by: id, at: time }).optional(),
});

const messageFields = {
  room,
  id,
  from: id.describe("the member who said it"),
  seat: id.optional().describe(
    "under which id, where somebody had come by that one's name alone",
  ),
  name: z.string(),
  role,
  at: time,
  writtenAt: time.optional().describe(
    "when it was written, where it waited for a connection",
  ),
  editedAt: time.optional(),
  edits: z.array(id).optional().describe("the ids of the edits, in order"),
  reactions: z.array(z.looseObject({ emoji: z.string(), members: z.array(id) }))
    .optional(),
  pinned: z.looseObject({ by: id, at: time }).optional(),
  versions: z.array(z.looseObject({
    ...words,
    at: time.describe("since when it said so"),
    until: time,
    by: id.describe("who edited or deleted it then"),
  })).optional().describe("what it said before, oldest first"),
};

const message = z.discriminatedUnion("kind", [
  z.looseObject({
    ...messageFields,
    kind: z.literal("text"),
    text: z.string(),
    replyTo: id.optional(),
    brought: z.looseObject({ room, message: id, by: id }).optional(),
  }),
  z.looseObject({
    ...messageFields,
    kind: z.literal("file"),
    file,
    text: z.string().optional(),
    replyTo: id.optional(),
  }),
  z.looseObject({
    ...messageFields,
    kind: z.literal("broadcast"),
    text: z.string(),
    broadcast: id,
  }),
  z.looseObject({
    ...messageFields,
    kind: z.literal("assistant"),
    text: z.string(),
    prompt: z.string().optional(),
    model: z.string(),
    student: z.string().optional(),
  }),
  z.looseObject({
    ...messageFields,
    kind: z.literal("system"),
    event: z.string(),
  }),
  z.looseObject({ ...messageFields, kind: z.literal("deleted"), by: id }),
]);

const turn = z.looseObject({
  id,
  role: z.enum(["user", "assistant"]),
  text: z.string(),
  at: time,
  state: z.enum(["streaming", "done", "stopped", "failed"]),
  model: z.string().optional(),
  prompt: id.optional().describe("the turn that an answer answers"),
  failure: z.string().optional(),
});

const answer = z.union([z.array(id), z.string(), z.number()]).describe(
  "the ids of choices, a text, or a number",
);

const resource = z.looseObject({
  id,
  kind: z.enum(resourceKindNames),
  at: time,
  name: z.string().optional(),
  rooms: z.array(id).optional().describe("absent: the whole class"),
  anonymous: z.literal(true).optional(),
  taken: z.literal(true).optional().describe("it was taken back"),
  questions: z.array(z.looseObject({
    id,
    kind: z.enum(questionKinds),
    text: z.string(),
    choices: z.array(z.looseObject({ id, text: z.string() })).optional(),
    correct: z.union([z.array(z.string()), z.number()]).optional(),
    tolerance: z.number().optional(),
    points: z.number().optional(),
    explanation: z.string().optional(),
    answered: z.int().optional().describe("by how many"),
    counts: z.record(z.string(), z.int()).optional().describe(
      "how often each answer was given; of an anonymous poll of the votes that are told",
    ),
    hiddenWords: z.array(z.string()).optional().describe(
      "words of a poll that the class was not shown",
    ),
  })).describe("empty but for quizzes and polls"),
});

/** Answers of `GET /api/sessions/:s/history?format=json`, by `part`. */
export const recordSchemas = {
  chat: z.looseObject({
    $schema,
    rooms,
    held: z.array(heldFields).describe("what was held and is in no room"),
    messages: z.array(message),
  }),
  notes: z.looseObject({
    $schema,
    notes: z.array(z.looseObject({
      id,
      member: id.describe("the student in whose thread it is"),
      name: z.string().describe("the student's"),
      from: id.describe("who wrote it: the student, or staff"),
      by: z.string().describe("who wrote it, by name"),
      role,
      text: z.string(),
      at: time,
      writtenAt: time.optional().describe(
        "when it was written, where it waited for a connection",
      ),
      about: z.looseObject({
        room,
        message: id,
        from: id.optional(),
        text: z.string().optional().describe("absent: it was deleted"),
      }).optional().describe("the message that it is about"),
      taken: claims.optional().describe(
        "which teachers took it, on the first note that waited",
      ),
    })).describe("notes to staff and their answers"),
  }),
  alerts: z.looseObject({
    $schema,
    alerts: z.array(z.looseObject({
      id,
      at: time,
      because: z.enum(["no-staff", "not-taken"]),
      summary: z.boolean().describe(
        "it gathers causes beyond the bound of an hour",
      ),
      causes: z.array(z.looseObject({
        kind: z.enum(["note", "words"]),
        member: id.describe("the student's"),
        name: z.string(),
        since: time,
        taken: claims,
      })),
      sent: channelTimes.describe("when each channel took it"),
      failed: channelTimes.describe("when no more was tried"),
      joint: z.record(z.string(), id).describe(
        "by channel, the id of the message that had several alerts",
      ),
    })).describe("what a second adult was told"),
  }),
  conversations: z.looseObject({
    $schema,
    conversations: z.array(z.looseObject({
      id,
      member: id,
      name: z.string(),
      title: z.string(),
      template: z.string().optional()
        .describe("the name of the prompt template that it was begun from"),
      at: time,
      lastAt: time,
      turns: z.array(turn),
    })).describe("empty where conversations are not collected"),
  }),
  submissions: z.looseObject({
    $schema,
    submissions: z.array(z.looseObject({
      id,
      member: id,
      name: z.string(),
      conversation: id,
      message: id,
      prompt: z.string(),
      text: z.string(),
      model: z.string(),
      template: z.string().optional(),
      at: time,
      note: z.string().optional(),
      grade: z.string().optional(),
      comment: z.string().optional(),
      gradedAt: time.optional(),
    })),
  }),
  answers: z.looseObject({
    $schema,
    resources: z.array(resource).describe("what was shared, oldest first"),
    answers: z.array(z.looseObject({
      resource: id,
      question: id,
      member: id,
      name: z.string(),
      text: z.string().describe("the answer in words"),
      answer,
      right: z.boolean().optional().describe(
        "absent: nothing is right or wrong, or it is not marked",
      ),
      waits: z.literal(true).optional().describe("it waits for a mark"),
      points: z.number().optional(),
      late: z.literal(true).optional(),
    })).describe("none of an anonymous poll"),
  }),
  pages: z.looseObject({
    $schema,
    pages: z.array(z.looseObject({
      resource: id,
      name: z.string(),
      room: id.optional().describe("of the group that wrote it"),
      member: id.optional().describe("who wrote it alone"),
      by: z.string().describe("whose it is, in words"),
      text: z.string().describe("Markdown"),
    })),
  }),
  drawings: z.looseObject({
    $schema,
    drawings: z.array(z.looseObject({
      resource: id,
      board: z.string(),
      paper: z.enum(paperKinds),
      image: id.optional().describe("the picture on the paper, a file"),
      alt: z.string().optional().describe("what the picture shows"),
      member: id.describe("whose it is"),
      name: z.string(),
      joinedAs: z.string().optional().describe(
        "their name when they drew it, before they were merged into another student",
      ),
      lines: z.int().describe("how many lines are drawn on it"),
      labels: z.array(z.string()).describe("the words on it"),
    })).describe("the pictures are in the zip"),
  }),
  walls: z.looseObject({
    $schema,
    questions: z.array(z.looseObject({
      id,
      resource: id.describe("the question wall"),
      text: z.string(),
      at: time,
      member: id,
      name: z.string(),
      votes: z.int(),
      answered: z.literal(true).optional(),
      hidden: z.literal(true).optional().describe(
        "taken off the wall, or the wall was taken back",
      ),
      posted: z.literal(true).optional().describe("to the chat"),
    })),
  }),
  groups: z.looseObject({
    $schema,
    rooms,
    openings: z.array(z.looseObject({ from: time, until: time.nullable() })),
    stays: z.array(z.looseObject({
      member: id,
      name: z.string(),
      room,
      roomName: z.string(),
      from: time,
      until: time.nullable().describe("null: still there"),
    })),
  }),
  attendance: z.looseObject({
    $schema,
    attendance: z.array(z.looseObject({
      id,
      name: z.string(),
      role,
      in: time.describe("when they joined first"),
      out: time.nullable().describe(
        "when they were last out, within a minute; null: they are in, or it is not recorded",
      ),
      minutes: z.int().nullable().describe(
        "how long they were in, all stays together; null: not recorded",
      ),
      lastWrote: time.nullable(),
      messages: z.int(),
      questions: z.int(),
      answers: z.int().describe("answers of the assistant that they handed in"),
      checks: z.int().describe("quizzes and polls that they answered"),
      removed: z.literal(true).optional(),
    })),
  }),
  activity: z.looseObject({
    $schema,
    from: time,
    until: time,
    minutes: z.int().describe("how long each piece of the class is"),
    collect: z.boolean().describe(
      "false: conversations are not collected, and questions not counted",
    ),
    happenings: z.array(z.looseObject({
      kind: z.string(),
      at: time,
      resource: id.optional().describe(
        "what was shared, or of which the results were shown",
      ),
      name: z.string().optional(),
      rooms: z.array(room).optional().describe("absent: the whole class"),
    })),
    activity: z.array(z.looseObject({
      kind: z.enum(["class", "group", "student"]),
      id: id.optional(),
      name: z.string().optional(),
      from: time,
      until: time,
      messages: z.int(),
      questions: z.int().optional().describe("to the assistant"),
      answers: z.int().describe(
        "quizzes, polls, and questions on walls; none of an anonymous poll",
      ),
    })).describe(
      "the class piece by piece; of groups and students those with something in them",
    ),
  }),
} as const;
