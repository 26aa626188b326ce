import { z } from "zod";
import {
  changeAccountBody,
  removeAccountBody,
  resetLinkBody,
  resetPasswordBody,
  signInBody,
  signOutBody,
  signUpBody,
  teacherSchema,
} from "../../classroom/accounts/account_bodies.ts";
import { ownMembershipSchema } from "../../classroom/people/member_page.ts";
import { defineRequest } from "./_define_request.ts";

const result = z.object({ teacher: teacherSchema });

export const accountRequests = {
  signUp: defineRequest("POST /api/teachers", "anybody", { 201: result }, {
    body: signUpBody,
  }),
  signIn: defineRequest("POST /api/login", "anybody", { 200: result }, {
    body: signInBody,
  }),
  signOut: defineRequest("POST /api/logout", "browser", { 204: null }, {
    body: signOutBody,
  }),
  view: defineRequest("GET /api/me", "browser", {
    200: z.object({
      teacher: teacherSchema.optional(),
      members: z.array(ownMembershipSchema),
    }),
  }),
  change: defineRequest("PATCH /api/me", "signed-in", { 200: result }, {
    body: changeAccountBody,
  }),
  remove: defineRequest("DELETE /api/me", "signed-in", { 204: null }, {
    body: removeAccountBody,
  }),
  sendResetLink: defineRequest("POST /api/password-reset", "anybody", {
    202: z.object({}),
  }, {
    body: resetLinkBody,
  }),
  resetPassword: defineRequest("POST /api/password-reset/:token", "anybody", {
    204: null,
  }, {
    body: resetPasswordBody,
  }),
} as const;
