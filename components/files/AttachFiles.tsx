/** **Attach file**, and the files that are to be sent (C-5). */
import { useEffect, useRef } from "preact/hooks";
import { files as t } from "texts/files.ts";
import { IconButton } from "../ui/Button.tsx";
import { AttachIcon } from "../ui/icons.tsx";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import type { ChosenFiles } from "./chosen_files.ts";
import { loadStagedFileList } from "./file_parts.ts";
import { loadUploadCode } from "./outgoing_file.ts";
import { hasFiles, listFolders, listPastedFiles } from "./pasted_files.ts";
import "./files.css";
import { useSignal } from "@preact/signals";

export function AttachButton(
  { chosen, onChosen }: { chosen: ChosenFiles; onChosen: () => void },
) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        label={t.attach}
        Icon={AttachIcon}
        look="attach"
        onPointerEnter={() => void loadUploadCode()}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t.attach}
        onChange={({ currentTarget }) => {
          chosen.add(currentTarget.files ?? []);
          // Cleared, so that the same file can be chosen again.
          currentTarget.value = "";
          onChosen();
        }}
      />
    </>
  );
}

interface StagedProps {
  chosen: ChosenFiles;
  onClosed: () => void;
}

/** Files for the next message, and rejected files. Loaded when there are some. */
export function StagedFiles(props: StagedProps) {
  const { files, rejected } = props.chosen;
  const isAny = files.value.length + rejected.value.length > 0;
  const part = useLazyPart(isAny, loadStagedFileList);
  return isAny && part && <part.StagedFileList {...props} />;
}

/** Takes files dropped on or pasted into an element. Shows a hint while they are over it. */
export function AttachDropTarget(
  { chosen, onto, onTaken }: {
    chosen: ChosenFiles;
    onto: { current: HTMLElement | null };
    onTaken: () => void;
  },
) {
  const over = useSignal(false);
  useEffect(() => {
    const { current } = onto;
    if (!current) return;
    const within = (event: Event) => current.contains(event.target as Node);
    const onDrag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      over.value = within(event);
      // Another drop target handles it.
      if (event.defaultPrevented) return;
      // Outside of the element too, so that the browser does not open the file.
      event.preventDefault();
      event.dataTransfer!.dropEffect = over.value ? "copy" : "none";
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) over.value = false;
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      over.value = false;
      if (!within(event)) return;
      const folders = listFolders(event.dataTransfer!);
      const files = [...event.dataTransfer!.files];
      chosen.add(files.filter(({ name }) => !folders.has(name)), folders);
      onTaken();
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = listPastedFiles(event.clipboardData);
      if (files.length === 0) return;
      event.preventDefault();
      chosen.add(files.map(named));
      onTaken();
    };
    const { document } = globalThis;
    document.addEventListener("dragover", onDrag);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("drop", onDrop);
    current.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("dragover", onDrag);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("drop", onDrop);
      current.removeEventListener("paste", onPaste);
    };
  }, [chosen]);
  return over.value ? <p class="attach-drop">{t.drop}</p> : null;
}

/** Adds the time to a pasted picture's name, since browsers give all of them the same name. */
function named(file: File): File {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const time = new Date().toTimeString().slice(0, 8).replaceAll(":", ".");
  const name = file.name.replace("image", t.pasted({ time }));
  return new File([file], name, { type: file.type });
}
