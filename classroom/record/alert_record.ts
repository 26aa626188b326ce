/** Alerts in the record (T-2): what a second adult was told, and which teachers took the causes. */
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { kindOfCause, memberOfCause } from "../model/alerts.ts";
import type { Alert } from "../model/alert_entries.ts";
import { type ClassDocuments, readClassDocuments } from "../model/layout.ts";
import type { Identity } from "../model/members.ts";
import type { AttentionKey } from "../model/monitoring/attention.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import { findPerson } from "../model/persons.ts";
import { alertsOf, causeClaims } from "../model/staff_roots.ts";
import { type RecordPerson, recordPersonOf } from "./session_record.ts";

/** The teacher who took a note or worrying words, and the time. */
export interface RecordClaim {
  teacher: RecordPerson;
  takenAt: number;
}

export interface RecordAlert
  extends
    Pick<Alert, "at" | "because" | "summary" | "sent" | "failed" | "joint"> {
  id: string;
  causes: {
    kind: "note" | "words";
    student: RecordPerson;
    since: number;
    claims: RecordClaim[];
  }[];
}

/** Alerts by time. */
export async function readAlerts(
  sync: SyncEngine<Identity>,
  who: Identity,
): Promise<RecordAlert[]> {
  requireTeacherRole(who);
  return await readClassDocuments(
    sync,
    who.session,
    ({ session, staff }) =>
      [...alertsOf(staff)].map(([id, { causes, via: _, ...alert }]) => ({
        id,
        ...alert,
        causes: causes.map((cause) => ({
          kind: kindOfCause(cause),
          student: recordPersonOf(
            session,
            findPerson(session, memberOfCause(cause)),
          ),
          since: cause.of,
          claims: listClaims({ session, staff }, cause.key).get(cause.of) ?? [],
        })),
      })).sort((a, b) => a.at - b.at),
  );
}

/** The claims on the causes of one key, earliest first, by the start of the cause (ms). */
export function listClaims(
  { session, staff }: ClassDocuments,
  key: AttentionKey,
): Map<number, RecordClaim[]> {
  const claims = [...causeClaims(staff).values()]
    .filter((it) => it.key === key)
    .sort((a, b) => a.at - b.at);
  const claimsByStart = new Map<number, RecordClaim[]>();
  for (const { of: since, by: teacherId, at } of claims) {
    const claim = {
      teacher: recordPersonOf(session, findPerson(session, teacherId)),
      takenAt: at,
    };
    claimsByStart.set(since, [...claimsByStart.get(since) ?? [], claim]);
  }
  return claimsByStart;
}
