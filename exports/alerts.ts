/** The part `alerts` of the record (T-2): a line for each cause of each alert, sent or failed. */
import {
  readAlerts,
  type RecordAlert,
  type RecordClaim,
} from "../classroom/record/alert_record.ts";
import { toIsoString } from "../formats/times.ts";
import { record as t } from "texts/record.ts";
import { type CsvCell, csvTime } from "./csv_format.ts";
import {
  dayText,
  mapAsync,
  type RecordPart,
  type RecordReader,
  remarkPiece,
  tablePieces,
} from "./record_part.ts";

export async function alertsPart(
  { app, who, zone }: RecordReader,
): Promise<RecordPart> {
  const alerts = await readAlerts(app.sync, who);
  const columns = [
    t.columns.name,
    t.columns.kind,
    t.columns.since({ zone }),
    t.columns.alert({ zone }),
    t.columns.because,
    t.columns.mailed({ zone }),
    t.columns.posted({ zone }),
    t.columns.takenBy,
    t.columns.taken({ zone }),
  ];
  const lines = alerts.flatMap((alert) =>
    alert.causes.map((cause): CsvCell[] => [
      cause.student.name,
      t.alerts[cause.kind],
      csvTime(cause.since, zone),
      csvTime(alert.at, zone),
      t.alerts[alert.because],
      sentCell(alert, "mail", zone),
      sentCell(alert, "webhook", zone),
      ...claimCells(cause.claims, zone),
    ])
  );
  const rows = () => mapAsync(lines, (line) => line);
  return {
    head: {},
    list: "alerts",
    items: () => mapAsync(alerts, alertJson),
    columns,
    rows,
    async *pieces() {
      if (alerts.length === 0) yield remarkPiece(t.nothing);
      else yield* tablePieces(columns, rows());
    },
  };
}

function sentCell(
  { sent, failed, joint }: RecordAlert,
  channel: "mail" | "webhook",
  zone: string,
): CsvCell {
  const sentAt = sent?.[channel];
  if (sentAt !== undefined) {
    const time = csvTime(sentAt, zone);
    return joint?.[channel] === undefined ? time : t.alerts.joint({ time });
  }
  return failed?.[channel] === undefined ? "" : t.alerts.failed;
}

/** Two cells: the names of the teachers who took a note or worrying words, and the times. */
export function claimCells(
  claims: readonly RecordClaim[],
  zone: string,
): CsvCell[] {
  return [
    claims.map(({ teacher }) => teacher.name).join(", "),
    claims.length === 1
      ? csvTime(claims[0].takenAt, zone)
      : claims.map(({ takenAt }) => dayText(takenAt, zone)).join(", "),
  ];
}

export function claimsJson(claims: readonly RecordClaim[]) {
  return claims.map(({ teacher, takenAt }) => ({
    from: teacher.id,
    by: teacher.name,
    at: toIsoString(takenAt),
  }));
}

function alertJson(
  { id, at, because, summary, causes, sent, failed, joint = {} }: RecordAlert,
) {
  const times = (timesByChannel: RecordAlert["sent"] = {}) =>
    Object.fromEntries(
      Object.entries(timesByChannel).map((
        [channel, timeMs],
      ) => [channel, toIsoString(timeMs)]),
    );
  return {
    id,
    at: toIsoString(at),
    because,
    summary: summary === true,
    causes: causes.map(({ kind, student, since, claims }) => ({
      kind,
      member: student.id,
      name: student.name,
      since: toIsoString(since),
      taken: claimsJson(claims),
    })),
    sent: times(sent),
    failed: times(failed),
    joint,
  };
}
