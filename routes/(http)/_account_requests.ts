import {
  changeAccountBody,
  removeAccountBody,
  resetLinkBody,
  resetPasswordBody,
  signInBody,
  signOutBody,
  signUpBody,
} from "../../classroom/accounts/account_bodies.ts";
import { defineRequest } from "./_define_request.ts";

export const accountRequests = {
  signUp: defineRequest("POST /api/teachers", "anybody", { body: signUpBody }),
  signIn: defineRequest("POST /api/login", "anybody", { body: signInBody }),
  signOut: defineRequest("POST /api/logout", "browser", { body: signOutBody }),
  view: defineRequest("GET /api/me", "browser"),
  change: defineRequest("PATCH /api/me", "signed-in", {
    body: changeAccountBody,
  }),
  remove: defineRequest("DELETE /api/me", "signed-in", {
    body: removeAccountBody,
  }),
  sendResetLink: defineRequest("POST /api/password-reset", "anybody", {
    body: resetLinkBody,
  }),
  resetPassword: defineRequest("POST /api/password-reset/:token", "anybody", {
    body: resetPasswordBody,
  }),
} as const;
