/** **Import** and **Export** of quizzes or prompt templates. */
import { useSignal } from "@preact/signals";
import { imports as t } from "texts/library_import.ts";
import { localPath } from "../locales/local_path.ts";
import { Button } from "../components/ui/Button.tsx";
import { AttachIcon, DownloadIcon } from "../components/ui/icons.tsx";
import { Menu, type OpenMenu } from "../components/ui/Menu.tsx";
import type { RunningClass } from "../components/resources/class_rooms.ts";
import { ImportDialog } from "../components/library/import/ImportDialog.tsx";
import { AssignQuiz } from "../components/quizzes/AssignQuiz.tsx";
import type { LibraryKind } from "../components/library/import/import_request.ts";
import "../components/library/library.css";

const formats = {
  quizzes: ["json", "csv", "xlsx", "text", "gift"],
  templates: ["json", "csv"],
} as const;

interface LibraryFilesProps {
  kind: LibraryKind;
  /** Whether there is nothing to export. */
  isEmpty: boolean;
  /** The class that imported quizzes can be given to. */
  running: RunningClass | null;
}

export default function LibraryFiles(
  { kind, isEmpty, running }: LibraryFilesProps,
) {
  const isOpen = useSignal(false);
  const menu = useSignal<OpenMenu<LibraryKind> | null>(null);
  return (
    <>
      <Button onClick={() => isOpen.value = true}>
        <AttachIcon />
        {t.import}
      </Button>
      {!isEmpty && (
        <Button
          aria-haspopup="menu"
          onClick={({ currentTarget }) =>
            menu.value = { item: kind, anchor: currentTarget }}
        >
          <DownloadIcon />
          {t.export}
        </Button>
      )}
      <Menu opened={menu} label={t.exportAll} look="export-menu">
        {formats[kind].map((format) => (
          <a
            key={format}
            class="button bare"
            role="menuitem"
            tabIndex={-1}
            download
            href={localPath(`/api/${kind}/export?format=${format}`)}
          >
            {t.formats[format]}
          </a>
        ))}
      </Menu>
      {isOpen.value && (
        <ImportDialog
          kind={kind}
          assign={running && (({ id, name, count }, look) => (
            <AssignQuiz
              running={running}
              name={name}
              quiz={() => Promise.resolve(id)}
              count={count}
              left={0}
              look={look}
            />
          ))}
          onClose={(isKept) => {
            isOpen.value = false;
            if (isKept) globalThis.location.reload();
          }}
        />
      )}
    </>
  );
}
