/** Links to the record of a session as files (C-9, M-3); they work before any script has run. */
import { DownloadIcon } from "../../../../../components/ui/icons.tsx";
import { record as t } from "texts/record.ts";
import {
  type PartName,
  recordFormats,
  recordParts,
} from "../../../../../exports/record_formats.ts";
import "../../../../../components/ui/popovers/popovers.ts";
import "../../../../../styles/record.css";
import { localPath } from "../../../../../locales/local_path.ts";

interface Props {
  session: string;
  /** Whether conversations may be read (ACCESS-2). */
  collect: boolean;
}

/** **Export**: everything as one file, and each part in each format. */
export function ExportMenu(props: Props) {
  return (
    <div class="exports history-tool">
      <button type="button" class="button" popovertarget="exports">
        <DownloadIcon />
        {t.offer.export}
      </button>
      <div
        class="popover exports-menu"
        id="exports"
        popover="auto"
        role="group"
        aria-label={t.offer.export}
      >
        <ExportEverything session={props.session} />
        <details class="exports-single">
          <summary>{t.offer.parts}</summary>
          <ExportList {...props} />
        </details>
      </div>
    </div>
  );
}

export function ExportEverything({ session }: { session: string }) {
  return (
    <p class="cluster exports-all">
      <a class="button" href={localPath(`/api/sessions/${session}/export`)}>
        <DownloadIcon />
        {t.offer.everything}
      </a>
      <span class="quiet small">{t.offer.everythingHint}</span>
    </p>
  );
}

function ExportList({ session, collect }: Props) {
  return (
    <ul class="stack tight exports-parts">
      {recordParts.map((part) => (
        <li key={part}>
          <span class="exports-part">{t.parts[part]}</span>
          {part === "conversations" && !collect
            ? <span class="quiet small">{t.offer.notCollected}</span>
            : <Formats session={session} part={part} />}
        </li>
      ))}
    </ul>
  );
}

function Formats({ session, part }: { session: string; part: PartName }) {
  return (
    <span class="cluster exports-formats">
      {recordFormats.map((format) => (
        <a
          key={format}
          href={localPath(
            `/api/sessions/${session}/history?part=${part}&format=${format}`,
          )}
          aria-label={t.offer.as({
            part: t.parts[part],
            format: t.formats[format],
          })}
        >
          {t.formats[format]}
        </a>
      ))}
    </span>
  );
}
