/** Resources with answers, for teachers; loads one resource's answers at a time. */
import { requireTeacherRole } from "../model/permissions.ts";
import { findAttachment } from "../model/attachments.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  membersWithPlaces,
  readClassDocuments,
} from "../model/layout.ts";
import type { WithListPlace } from "../model/class_list.ts";
import { allResources, requireResource } from "../resources/resource_view.ts";
import { resourceKinds as rules } from "../resource_kinds.ts";
import {
  countToPublish,
  type PollCount,
  readVoteBatches,
} from "../checks/poll_counts.ts";
import { answerSheetsByPerson } from "../model/resources_layout.ts";
import type {
  ResourceKindView,
  WallQuestionView,
} from "../model/resources/views.ts";
import type { Attachment } from "../model/files.ts";
import {
  type AnonymousVote,
  type AnswerSheet,
  type CheckResource,
  isCheck,
  isSharedWithRoom,
  type ResourceKind,
  type ResourceSecret,
  type SharedResource,
} from "../model/resources/shared_resources.ts";
import { resourceSecrets } from "../model/staff_roots.ts";
import type { RecordSource } from "./record_entries.ts";
import { type RecordPerson, recordPersonOf } from "./session_record.ts";

export interface ResourceRecordHead {
  shared: SharedResource;
  taken?: true;
}

export interface ResourceRecord extends ResourceRecordHead {
  /** Questions of a quiz or poll, with solutions and counts. */
  questions: ResourceKindView["questions"];
  pictures: ReadonlyMap<string, Attachment>;
  wrong?: ResourceSecret["wrong"];
  /** Only for a check: students who have it or answered; `sheet`: the answers. */
  people: (
    & { person: RecordPerson; sheet?: AnswerSheet | AnonymousVote }
    & WithListPlace
  )[];
  wishes?: RecordedWallQuestion[];
}

export interface RecordedWallQuestion
  extends Omit<WallQuestionView, "member" | "presented"> {
  author: RecordPerson;
}

export async function listResourceHeads(
  { sync }: Pick<RecordSource, "sync">,
  who: Identity,
): Promise<ResourceRecordHead[]> {
  requireTeacherRole(who);
  return await readClassDocuments(sync, who.session, allResources);
}

export async function readResourceRecord(
  { kv, sync }: RecordSource,
  who: Identity,
  id: string,
): Promise<ResourceRecord> {
  requireTeacherRole(who);
  const s = who.session;
  const batches = await readVoteBatches(kv, s, id);
  return await readClassDocuments(
    sync,
    s,
    (docs) => recordIn(docs, id, countToPublish(docs, id, batches)),
  );
}

export async function* readResourceRecords(
  source: RecordSource,
  who: Identity,
  kinds?: readonly ResourceKind[],
): AsyncGenerator<ResourceRecord> {
  for (const { shared } of await listResourceHeads(source, who)) {
    if (kinds?.includes(shared.kind) === false) continue;
    yield await readResourceRecord(source, who, shared.id);
  }
}

function recordIn(
  docs: ClassDocuments,
  id: string,
  counts: PollCount | null,
): ResourceRecord {
  const { session, staff } = docs;
  const shared = requireResource(docs, id);
  const { taken, wrong } = resourceSecrets(staff).get(id) ?? {};
  const { questions = [], wishes } = rules[shared.kind]
    .viewFields(docs, shared, counts);
  return {
    shared,
    ...(taken && { taken: true as const }),
    questions,
    pictures: picturesOf(docs, questions),
    ...(wrong && { wrong }),
    ...(wishes && {
      wishes: wishes.map(({ member, presented: _, ...question }) => ({
        ...question,
        author: recordPersonOf(session, member),
      })).sort((a, b) => b.votes - a.votes),
    }),
    people: isCheck(shared) ? peopleOf(docs, shared) : [],
  };
}

function peopleOf(
  docs: ClassDocuments,
  check: CheckResource,
): ResourceRecord["people"] {
  const { session, staff } = docs;
  const allAnswerSheets = answerSheetsByPerson(session, staff, check.id);
  const people = Object.entries(membersWithPlaces(docs)).filter((
    [id, member],
  ) =>
    allAnswerSheets.has(id) ||
    member.role === "student" && !member.removed &&
      member.mergedInto === undefined &&
      isSharedWithRoom(check, member.room)
  );
  return people.map(([id, { place }]) => {
    const answerSheet = allAnswerSheets.get(id);
    return {
      person: recordPersonOf(session, id),
      ...(place !== undefined && { place }),
      ...(answerSheet !== undefined && { sheet: answerSheet }),
    };
  });
}

function picturesOf(
  { staff }: ClassDocuments,
  questions: ResourceRecord["questions"],
): Map<string, Attachment> {
  return new Map(
    questions.flatMap(({ image }): [string, Attachment][] => {
      const file = findAttachment(staff, image);
      return file ? [[file.id, file]] : [];
    }),
  );
}
