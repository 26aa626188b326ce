/** Schemas of what a server tells staff and pages about a class. Pages import only the types. */
import { z } from "zod";
import { attachmentSchema } from "./attachment_schema.ts";
import type { AnswerFailure } from "./conversations.ts";
import {
  lateMeaning,
  millisecondsSchema,
  namedIdSchema as id,
  namedRoomIdSchema,
  nameSchema,
  timeSchema as time,
  yesSchema as yes,
} from "./result_schemas.ts";

export const sessionStateSchema = z.enum([
  "scheduled",
  "active",
  "ending",
  "ended",
]);
const limit = z.number().nullable();

export const sessionViewSchema = nameSchema(
  "Session",
  z.object({
    id,
    code: z.string(),
    name: z.string(),
    state: sessionStateSchema,
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
export type SessionView = z.output<typeof sessionViewSchema>;

export const invitationViewSchema = nameSchema(
  "Invitation",
  z.object({
    email: z.string(),
    as: z.enum(["moderator", "observer"]),
    at: time,
  }),
);
export type InvitationView = z.output<typeof invitationViewSchema>;

export const memberViewSchema = nameSchema(
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
export type MemberView = z.output<typeof memberViewSchema>;

/** Settings of the breakout rooms. Null stands for an absent value. */
export const breakoutsViewSchema = nameSchema(
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
    file: attachmentSchema.nullable(),
  }),
);
export type BreakoutsView = z.output<typeof breakoutsViewSchema>;

export const roomViewSchema = nameSchema(
  "Room",
  z.object({
    id,
    name: z.string(),
    order: z.number(),
    instructions: z.string().nullable(),
    file: attachmentSchema.nullable(),
    archivedAt: time.optional(),
  }),
);
export type RoomView = z.output<typeof roomViewSchema>;

export const movedMemberSchema = nameSchema(
  "MovedMember",
  z.object({ member: id, from: id.nullable(), to: id.nullable() }),
);
export type MovedMember = z.output<typeof movedMemberSchema>;

export const classListEntryViewSchema = nameSchema(
  "ClassListEntry",
  z.object({
    id,
    name: z.string(),
    room: id.nullable(),
    member: id.nullable().describe("null: missing"),
    online: z.boolean(),
  }),
);
export type ClassListEntryView = z.output<typeof classListEntryViewSchema>;

/** Calls of a class. `main` and `groups`: when they began; null: no call. */
export const callViewSchema = nameSchema(
  "Call",
  z.object({
    main: time.nullable(),
    groups: time.nullable(),
    cameras: z.boolean(),
    screens: z.boolean(),
  }),
);
export type CallView = z.output<typeof callViewSchema>;

const iceServerSchema = nameSchema(
  "IceServer",
  z.object({
    urls: z.array(z.string()),
    username: z.string().optional(),
    credential: z.string().optional(),
  }),
);
export type IceServer = z.output<typeof iceServerSchema>;

export const callTransportSchema = nameSchema(
  "CallTransport",
  z.union([
    z.object({
      kind: z.literal("mesh"),
      iceServers: z.array(iceServerSchema),
    }),
    z.object({
      kind: z.literal("livekit"),
      iceServers: z.array(iceServerSchema),
      url: z.string().describe("a path of this server"),
    }),
  ]),
);
export type CallTransport = z.output<typeof callTransportSchema>;

export const attentionClaimViewSchema = z.object({
  by: id,
  name: z.string(),
  at: time,
});
export type AttentionClaimView = z.output<typeof attentionClaimViewSchema>;

const quota = z.object({ perMinute: z.number(), tokens: z.number() });

/** `most`: the highest limits that the teacher can set. */
export const assistantUsageViewSchema = z.object({
  requests: z.int(),
  tokens: z.number(),
  limits: quota,
  most: quota,
});
export type AssistantUsageView = z.output<typeof assistantUsageViewSchema>;

/** A time to which a page can be put back (W-2), which also identifies the version. */
export const pageVersionInfoSchema = z.object({
  at: millisecondsSchema,
  wrote: z.int().describe("how many had written what stood in it"),
  words: z.int().describe("how many words that was"),
  newLine: z.string().optional().describe(
    "the last line that did not stand there the time before",
  ),
});
export type PageVersionInfo = z.output<typeof pageVersionInfoSchema>;

/** Messages as rooms have them (`Message` in `messages.ts`), but with `at` in ISO 8601. */
export const messageViewSchema = nameSchema(
  "Message",
  z.object({
    id: z.string(),
    from: id,
    seat: id.optional(),
    at: time,
    writtenAt: millisecondsSchema.optional(),
    offline: yes.optional(),
    editedAt: millisecondsSchema.optional(),
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
    brought: z.object({ room: namedRoomIdSchema, message: z.string(), by: id })
      .optional(),
    file: attachmentSchema.optional(),
    broadcast: z.string().optional(),
    prompt: z.string().optional(),
    model: z.string().optional(),
    student: z.string().optional(),
    event: z.string().optional(),
    by: id.optional(),
  }),
);

/** Described as any string, since reasons may be added. */
export const failureSchema = z.string().describe(
  "why it failed or was cut short, as of the turns of a conversation",
) as unknown as z.ZodType<AnswerFailure>;

/** Of a submission, for its student. */
export const submissionFields = {
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

export const submissionViewSchema = nameSchema(
  "Submission",
  z.object({
    ...submissionFields,
    member: id,
    name: z.string(),
    text: z.string(),
  }),
);
export type SubmissionView = z.output<typeof submissionViewSchema>;

export const turnViewSchema = nameSchema(
  "Turn",
  z.object({
    id: z.string(),
    role: z.enum(["user", "assistant"]),
    text: z.string(),
    at: time,
    state: z.enum(["streaming", "done", "stopped", "failed"]),
    model: z.string().optional(),
    prompt: z.string().optional().describe("the turn that an answer answers"),
    failure: failureSchema.optional(),
  }),
);
export type TurnView = z.output<typeof turnViewSchema>;
