/** Alerts and their causes as the staff's document has them (T-2). */
import type { AttentionKey } from "./monitoring/attention.ts";

/** A note to staff or worrying words: the key by which they need attention, and since when (ms). */
export interface AlertCause {
  key: AttentionKey;
  of: number;
}

export type AlertChannel = "mail" | "webhook";

/** `no-staff`: no teacher was online; `not-taken`: none of them took it in time. */
export type AlertReason = "no-staff" | "not-taken";

type ChannelTimes = Partial<Record<AlertChannel, number>>;

/** An entry of `alerts` of `<s>/staff`, by id. Times in ms. */
export interface Alert {
  at: number;
  because: AlertReason;
  causes: AlertCause[];
  /** The alert gathers causes beyond the hourly limit of single alerts. */
  summary?: true;
  via: AlertChannel[];
  sent?: ChannelTimes;
  /** When sending was given up, by channel. */
  failed?: ChannelTimes;
  /** Ids of the joint messages that it was sent in with others. */
  joint?: Partial<Record<AlertChannel, string>>;
}

/** An entry of `claims` of `<s>/staff`: which teacher took a cause. Kept for the record, unlike `taken`. */
export interface CauseClaim extends AlertCause {
  by: string;
  at: number;
  /** When the teacher gave it back or was gone (ms). */
  until?: number;
}
