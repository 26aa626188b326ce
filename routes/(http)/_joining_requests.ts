import { z } from "zod";
import { emptyBody } from "../../classroom/define_act.ts";
import {
  lateMeaning,
  namedIdSchema,
  nameSchema,
  timeSchema,
  yesSchema,
} from "../../classroom/model/result_schemas.ts";
import { joinBody } from "../../classroom/people/joining/repeated_joins.ts";
import {
  joinableClassSchema,
  joinNamesBody,
} from "../../classroom/people/class_list.ts";
import { leaveBody } from "../../classroom/people/leaving.ts";
import { nicknameBody } from "../../classroom/people/nicknames.ts";
import { observeBody } from "../../classroom/people/staff/join_requests.ts";
import { defineRequest } from "./_define_request.ts";
import { sessionResult } from "./_session_json.ts";

const joinedSchema = nameSchema(
  "Joined",
  z.object({
    session: z.object({ id: namedIdSchema, name: z.string() }),
    member: z.object({
      id: namedIdSchema,
      name: z.string(),
      role: z.literal("student"),
    }),
    rejoined: z.boolean(),
    byName: yesSchema.optional().describe("joined by the name alone"),
  }),
);
export type Joined = z.output<typeof joinedSchema>;

const waitsForTeacherSchema = z.object({
  waiting: z.string(),
  for: z.literal("teacher"),
});
export type WaitsForTeacher = z.output<typeof waitsForTeacherSchema>;

const waitsSchema = nameSchema(
  "Waiting",
  z.object({
    waiting: z.string(),
    for: z.enum(["teacher", "start"]),
    kind: z.enum(["rejoin", "return", "new", "start", "observe"]),
    startsAt: timeSchema.optional(),
    late: yesSchema.optional().describe(lateMeaning),
    name: z.string().optional(),
  }),
);
export type Waits = z.output<typeof waitsSchema>;

const joinAnswers = { 200: joinedSchema, 201: joinedSchema, 202: waitsSchema };

export const joiningRequests = {
  join: defineRequest("POST /api/join", "anybody", joinAnswers, {
    body: joinBody,
  }),
  names: defineRequest("POST /api/join/names", "anybody", {
    200: joinableClassSchema.extend({ you: z.string().optional() }),
  }, {
    body: joinNamesBody,
  }),
  nickname: defineRequest("POST /api/join/nickname", "anybody", {
    200: z.object({ name: z.string() }),
  }, {
    body: nicknameBody,
  }),
  waitStatus: defineRequest("GET /api/waiting/:id", "browser", {
    200: joinedSchema,
    201: z.union([joinedSchema, sessionResult]),
    202: z.union([waitsSchema, waitsForTeacherSchema]),
  }),
  joinAsNew: defineRequest("POST /api/waiting/:id", "browser", joinAnswers, {
    body: emptyBody,
  }),
  leave: defineRequest("POST /api/leave", "browser", { 204: null }, {
    body: leaveBody,
  }),
  observe: defineRequest("POST /api/observe", "signed-in", {
    201: sessionResult,
    202: waitsForTeacherSchema,
  }, {
    body: observeBody,
  }),
} as const;
