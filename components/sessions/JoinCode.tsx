/**
 * The join code in large digits, with link, QR code and full-screen view (S-2).
 */
import { untranslatedAttribute } from "../ui/untranslated.ts";
import type { ComponentChildren, RefObject } from "preact";
import { useId, useRef } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { session as t } from "texts/sessions_live.ts";
import { Button } from "../ui/Button.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { QrCodeIcon } from "../page/desk_icons.tsx";
import { CloseIcon } from "../ui/icons.tsx";
import { PresentIcon } from "../ui/later_icons.tsx";
import type { QrPath } from "../../formats/qr.ts";
import "./sessions.css";
import { localPath } from "../../locales/local_path.ts";
import { spellJoinCode } from "../../formats/format_join_code.ts";

/** The source of the link's address (`serverAddressesOf`), and other addresses of this machine. */
export interface JoinReach {
  how: "asked" | "network" | "here-only";
  others: string[];
}

export function JoinCode(props: {
  session: string;
  code: string;
  link: string;
  qr: QrPath;
  reach: JoinReach;
  /** Whether the page shows the QR code, not only the enlarged view. */
  hasQrCode?: boolean;
  /** Called when **Present** is opened, in another tab. */
  onPresent?: () => void;
  children?: ComponentChildren;
}) {
  const { session, code, link, qr, reach, hasQrCode = false } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const host = new URL(link).host;
  const scan = () => dialog.current?.showModal();
  return (
    <section class="card stack join-code" aria-labelledby="code-heading">
      <div>
        <h2 id="code-heading" class="quiet small">{t.code}</h2>
        <JoinCodeDigits code={code} />
        <p class="quiet">{t.address({ host })}</p>
        {reach.how !== "asked" && (
          <p class="small">
            {reach.how === "network" ? t.networkAddress : t.hereOnly}
          </p>
        )}
      </div>
      <div class="actions">
        <CopyButton
          text={link}
          label={t.copyLink}
          copied={t.copied}
        />
        {!hasQrCode && (
          <Button onClick={scan}>
            <QrCodeIcon />
            {t.qr}
          </Button>
        )}
        <a
          class={hasQrCode ? "button main large" : "button"}
          href={localPath(`/teacher/sessions/${session}/present`)}
          target="_blank"
          rel="noopener"
          onClick={props.onPresent}
        >
          <PresentIcon />
          {t.present}
        </a>
        {props.children}
      </div>
      {hasQrCode && (
        <div class="stack snug join-code-qr">
          <Button look="bare" title={t.qr} onClick={scan}>
            <span class="visually-hidden">{t.qr}</span>
            <QrCode qr={qr} label={t.qrAlt({ link })} />
          </Button>
          <p class="small">{link}</p>
        </div>
      )}
      <QrDialog {...{ code, link, qr, dialog }} otherAddresses={reach.others} />
    </section>
  );
}

/** The QR code on the whole screen, with code and link. */
export function QrDialog({ code, link, qr, otherAddresses, dialog }: {
  code: string;
  link: string;
  qr: QrPath;
  otherAddresses: readonly string[];
  dialog: RefObject<HTMLDialogElement>;
}) {
  const heading = useId();
  return (
    <dialog class="qr-dialog" ref={dialog} aria-labelledby={heading}>
      <div class="dialog-head">
        <h2 id={heading} tabIndex={-1} autofocus>{t.qrHint}</h2>
        <Button onClick={() => dialog.current?.close()}>
          <CloseIcon />
          {frame.close}
        </Button>
      </div>
      <div class="fill qr-dialog-code">
        <QrCode qr={qr} label={t.qrAlt({ link })} />
      </div>
      <JoinCodeDigits code={code} />
      <div class="qr-dialog-link">
        <p>{link}</p>
        {otherAddresses.length > 0 && <p class="small">{t.otherAddresses}</p>}
        {otherAddresses.map((address) => (
          <p class="small" key={address}>{address}</p>
        ))}
      </div>
    </dialog>
  );
}

/** The digits as one text without spaces, so that copying and searching work. */
export function JoinCodeDigits({ code }: { code: string }) {
  return (
    <p class="digits" {...untranslatedAttribute}>
      <span role="img" aria-label={spellJoinCode(code)}>
        <span>{code.slice(0, 3)}</span>
        <span>{code.slice(3)}</span>
      </span>
    </p>
  );
}

export function QrCode({ qr, label }: { qr: QrPath; label: string }) {
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${qr.size} ${qr.size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={qr.size} height={qr.size} fill="#fff" />
      <path d={qr.path} fill="#000" />
    </svg>
  );
}
