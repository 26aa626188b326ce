import { files as t } from "texts/files.ts";
import { language } from "../locales/current.ts";

export function formatSize(bytes: number): string {
  const KB = Math.round(bytes / 1024);
  if (bytes < 1024) return t.size.bytes({ count: bytes });
  if (KB < 1024) return t.size.KB({ count: KB });
  const tenths = new Intl.NumberFormat(language().formats, {
    maximumFractionDigits: 1,
  });
  return t.size.MB({ count: tenths.format(bytes / 1024 / 1024) });
}

/** Progress in words. Both arguments are in bytes. */
export function formatProgress(sentBytes: number, totalBytes: number): string {
  return sentBytes >= totalBytes ? t.arriving : t.progress({
    percent: Math.floor(100 * sentBytes / Math.max(1, totalBytes)),
  });
}
