import { emptyBody } from "../../classroom/define_act.ts";
import { joinBody } from "../../classroom/people/arriving/repeated_joins.ts";
import { joinNamesBody } from "../../classroom/people/class_list.ts";
import { leaveBody } from "../../classroom/people/leaving.ts";
import { nicknameBody } from "../../classroom/people/nicknames.ts";
import { observeBody } from "../../classroom/people/staff/join_requests.ts";
import { defineRequest } from "./_define_request.ts";

export const entryRequests = {
  join: defineRequest("POST /api/join", "anybody", { body: joinBody }),
  names: defineRequest("POST /api/join/names", "anybody", {
    body: joinNamesBody,
  }),
  nickname: defineRequest("POST /api/join/nickname", "anybody", {
    body: nicknameBody,
  }),
  waitStatus: defineRequest("GET /api/waiting/:id", "browser"),
  joinAsNew: defineRequest("POST /api/waiting/:id", "browser", {
    body: emptyBody,
  }),
  leave: defineRequest("POST /api/leave", "browser", { body: leaveBody }),
  observe: defineRequest("POST /api/observe", "signed-in", {
    body: observeBody,
  }),
} as const;
