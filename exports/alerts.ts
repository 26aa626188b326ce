/** The part `alerts` of the record (T-2): a line for each cause of each alert, sent or failed. */
import {
  readAlerts,
  type RecordAlert,
  type RecordClaim,
} from "../classroom/record/alert_record.ts";
import { toIsoString } from "../classroom/model/times.ts";
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
  const all = await readAlerts(app.sync, who);
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
  const lines = all.flatMap((alert) =>
    alert.causes.map((cause): CsvCell[] => [
      cause.student.name,
      t.alerts[cause.kind],
      csvTime(cause.since, zone),
      csvTime(alert.at, zone),
      t.alerts[alert.because],
      sentCell(alert, "mail", zone),
      sentCell(alert, "webhook", zone),
      ...claimCells(cause.taken, zone),
    ])
  );
  const rows = () => mapAsync(lines, (line) => line);
  return {
    head: {},
    list: "alerts",
    items: () => mapAsync(all, alertJson),
    columns,
    rows,
    async *pieces() {
      if (all.length === 0) yield remarkPiece(t.nothing);
      else yield* tablePieces(columns, rows());
    },
  };
}

function sentCell(
  { sent, failed, joint }: RecordAlert,
  channel: "mail" | "webhook",
  zone: string,
): CsvCell {
  const at = sent?.[channel];
  if (at !== undefined) {
    const time = csvTime(at, zone);
    return joint?.[channel] === undefined ? time : t.alerts.joint({ time });
  }
  return failed?.[channel] === undefined ? "" : t.alerts.failed;
}

/** Two cells: the names of the teachers who took a note or worrying words, and the times. */
export function claimCells(
  taken: readonly RecordClaim[],
  zone: string,
): CsvCell[] {
  return [
    taken.map(({ by }) => by.name).join(", "),
    taken.length === 1
      ? csvTime(taken[0].at, zone)
      : taken.map(({ at }) => dayText(at, zone)).join(", "),
  ];
}

export function claimsJson(taken: readonly RecordClaim[]) {
  return taken.map(({ by, at }) => ({
    from: by.id,
    by: by.name,
    at: toIsoString(at),
  }));
}

function alertJson(
  { id, at, because, summary, causes, sent, failed, joint = {} }: RecordAlert,
) {
  const times = (of: RecordAlert["sent"] = {}) =>
    Object.fromEntries(
      Object.entries(of).map(([channel, it]) => [channel, toIsoString(it)]),
    );
  return {
    id,
    at: toIsoString(at),
    because,
    summary: summary === true,
    causes: causes.map(({ kind, student, since, taken }) => ({
      kind,
      member: student.id,
      name: student.name,
      since: toIsoString(since),
      taken: claimsJson(taken),
    })),
    sent: times(sent),
    failed: times(failed),
    joint,
  };
}
