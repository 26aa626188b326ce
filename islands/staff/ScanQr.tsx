/** **Scan QR code** of a running class, in the list of classes (S-2). */
import { useRef } from "preact/hooks";
import { session as t } from "texts/sessions_live.ts";
import { QrCodeIcon } from "../../components/page/desk_icons.tsx";
import { QrDialog } from "../../components/sessions/JoinCode.tsx";
import type { QrPath } from "../../formats/qr.ts";
import { Button } from "../../components/ui/Button.tsx";

export default function ScanQr(props: {
  name: string;
  code: string;
  link: string;
  qr: QrPath;
  otherAddresses: readonly string[];
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <div class="session-qr">
      <Button
        look="icon-only"
        aria-label={t.qrOf({ name: props.name })}
        title={t.qr}
        onClick={() => dialog.current?.showModal()}
      >
        <QrCodeIcon />
      </Button>
      <QrDialog {...props} dialog={dialog} />
    </div>
  );
}
