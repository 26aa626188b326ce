/**
 * Grades and comments for submissions, during and after the class. Writes `submissions` of `<s>/staff`
 * and the copy in `<s>/member/<m>` in one commit.
 */
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import type { Identity } from "../model/members.ts";
import { type ClassDocuments, decideOnClass } from "../model/layout.ts";
import { findSeat } from "../model/persons.ts";
import { bounds } from "../model/bounds.ts";
import { typedTextSchema } from "../model/field_schemas.ts";
import type { Submission } from "../model/conversations.ts";
import { documentNames as names } from "../model/documents.ts";
import { toIsoString } from "../../formats/times.ts";
import { members, ownSubmissions } from "../model/roots.ts";
import { submissionsOf } from "../model/staff_roots.ts";
import type { AppServices } from "../app_services.ts";
import { type SubmissionView, submissionViewSchema } from "../model/views.ts";
import { defineActsFor } from "../define_act.ts";

/** Body of `PATCH /api/sessions/:s/submissions/:id`; null or "" removes a value. */
const gradeBody = z.strictObject({
  grade: typedTextSchema.nullable(),
  comment: typedTextSchema.nullable(),
}).partial();

export async function gradeSubmission(
  sync: SyncEngine<Identity>,
  who: Identity,
  id: string,
  ask: z.output<typeof gradeBody>,
): Promise<SubmissionView> {
  requireTeacherRole(who);
  const s = who.session;
  const gradeChanges = {
    ...(ask.grade !== undefined &&
      { grade: requireFit(ask.grade, bounds.grade) }),
    ...(ask.comment !== undefined &&
      { comment: requireFit(ask.comment, bounds.comment) }),
  };
  const find = ({ session, staff }: ClassDocuments) => {
    const submission = submissionsOf(staff).get(id);
    if (!submission) throw refusal("not-found");
    const member = findSeat(session, submission.member);
    return { submission, member, documentName: names.member(s, member) };
  };
  return await decideOnClass(sync, who, (docs, tx) => {
    const { session, staff } = docs,
      { submission, member, documentName } = find(docs);
    const next = withGrade(submission, gradeChanges, tx.now);
    submissionsOf(staff).set(id, next);
    const { member: _, text: __, ...copy } = next;
    ownSubmissions(tx.doc(documentName)).set(id, copy);
    const name = members(session).get(member)?.name ?? "";
    return submissionView(id, next, name);
  }, (docs) => [find(docs).documentName]);
}

export function submissionView(
  id: string,
  { at: submittedAt, gradedAt, ...submission }: Submission,
  name: string,
): SubmissionView {
  return {
    id,
    name,
    ...submission,
    at: toIsoString(submittedAt),
    ...(gradedAt && { gradedAt: toIsoString(gradedAt) }),
  };
}

function withGrade(
  { gradedAt: _, ...submission }: Submission,
  gradeChanges: { grade?: string; comment?: string },
  now: number,
): Submission {
  const { grade, comment, ...rest } = { ...submission, ...gradeChanges };
  return {
    ...rest,
    ...(grade && { grade }),
    ...(comment && { comment }),
    ...((grade || comment) && { gradedAt: now }),
  };
}

function requireFit(value: string | null, maxLength: number): string {
  const text = value?.trim() ?? "";
  if (text.length <= maxLength) return text;
  throw refusal("mark-too-long", { most: maxLength });
}

const act = defineActsFor<Pick<AppServices, "sync">>();

export const gradingActs = [
  act("PATCH /submissions/:id", "teacher", async (request) => {
    const { app, who, params, body } = request;
    return {
      submission: await gradeSubmission(app.sync, who, params.id, body),
    };
  }, {
    body: gradeBody,
    result: z.object({ submission: submissionViewSchema }),
  }),
] as const;
