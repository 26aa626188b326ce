/** Previews a school's file for the class list (D-3): which columns or which class to take, and the names. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { classFile as t } from "texts/groups_class_file.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { Button } from "../../ui/Button.tsx";
import type { Charset } from "../../../formats/file_text.ts";
import {
  assignRole,
  previewRows,
} from "../../../formats/tables/table_columns.ts";
import { CharsetField } from "../../files/CharsetField.tsx";
import { ColumnRolesTable } from "../../files/ColumnRolesTable.tsx";
import { Notice } from "../../ui/Notice.tsx";
import {
  type ClassFilesResult,
  maxClassFilesBytes,
  readClassFiles,
} from "./read_class_files.ts";
import { formatClassList } from "../desk/class_list.ts";
import { LeftOutLines } from "../desk/LeftOutLines.tsx";
import {
  type AmbiguousTable,
  areExclusiveRoles,
  findColumns,
  type ListedName,
  readNames,
} from "./name_columns.ts";
import type { RosterClass } from "./one_roster.ts";

const maxShown = 5;

interface NamesImportProps {
  /** Adds the names to the text of the list; nothing is saved yet. */
  onTake: (names: readonly ListedName[]) => void;
  onBack: () => void;
}

export function ClassFileImport(
  { files, ...taking }: NamesImportProps & { files: readonly File[] },
) {
  const read = useSignal<ClassFilesResult | null>(null);
  const charset = useSignal<Charset | undefined>(undefined);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let isWanted = true;
    void readClassFiles(files, charset.value).then((newResult) => {
      if (isWanted) read.value = newResult;
    });
    return () => {
      isWanted = false;
    };
  }, [files, charset.value]);
  const result = read.value;
  // The pressed button is gone, so this takes the focus.
  useEffect(() => box.current?.focus(), []);
  return (
    <div class="stack" ref={box} tabIndex={-1} aria-busy={result === null}>
      {result && result.kind !== "fault" && result.read && (
        <CharsetField
          {...result.read}
          onChange={(it) => charset.value = it}
        />
      )}
      {result?.kind === "table" && (
        <TableImport
          key={result.read?.charset}
          ambiguousTable={{ ...result, isFamilyFirst: false }}
          {...taking}
        />
      )}
      {result?.kind === "classes" && (
        <RosterImport classes={result.classes} {...taking} />
      )}
      {result?.kind === "fault" && (
        <>
          <Notice tone="stop">
            {result.fault === "too-large"
              ? t.tooLarge({ megabytes: maxClassFilesBytes / 1024 / 1024 })
              : t.faults[result.fault]}
          </Notice>
          <div class="actions">
            <Button onClick={taking.onBack}>{t.back}</Button>
          </div>
        </>
      )}
    </div>
  );
}

export function PastedTableImport(
  props: NamesImportProps & { ambiguousTable: AmbiguousTable },
) {
  const box = useRef<HTMLDivElement>(null);
  // The field that had the focus is gone.
  useEffect(() => box.current?.focus(), []);
  return (
    <div class="stack" ref={box} tabIndex={-1}>
      <TableImport {...props} />
    </div>
  );
}

function TableImport(
  { ambiguousTable, ...taking }: NamesImportProps & {
    ambiguousTable: AmbiguousTable;
  },
) {
  const { table, isFamilyFirst, leftOut } = ambiguousTable;
  const initialColumns = useMemo(() => findColumns(table, isFamilyFirst), [
    table,
  ]);
  const columns = useSignal(initialColumns);
  const rows = useMemo(() => previewRows(table), [table]);
  const read = useMemo(() => readNames(table, columns.value), [
    table,
    columns.value,
  ]);
  return (
    <>
      <ColumnRolesTable
        guess={{ ...columns.value, rows }}
        roles={t.roles}
        rolesAfter={(place, role) =>
          assignRole(columns.value.roles, place, role, areExclusiveRoles)}
        onChange={(it) => columns.value = it}
      />
      <Names
        names={read.names}
        leftOut={[...leftOut, ...read.leftOut]}
        {...taking}
      />
    </>
  );
}

function RosterImport(
  { classes, ...taking }: NamesImportProps & {
    classes: readonly RosterClass[];
  },
) {
  const chosen = useSignal(0);
  return (
    <>
      <NameOption
        label={t.class}
        chosen={chosen}
        options={classes.map(({ title, names }) =>
          t.classOption({ title: title ?? t.everyone, count: names.length })
        )}
      />
      <Names
        names={classes[chosen.value].names.map((name) => ({ name }))}
        {...taking}
      />
    </>
  );
}

function NameOption({ label, chosen, options }: {
  label: string;
  chosen: Signal<number>;
  options: readonly string[];
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        class="input"
        id={id}
        value={chosen.value}
        onChange={({ currentTarget }) =>
          chosen.value = Number(currentTarget.value)}
      >
        {options.map((option, index) => (
          <option key={index} value={index}>{option}</option>
        ))}
      </select>
    </div>
  );
}

function Names(
  { names, leftOut = [], onTake, onBack }: NamesImportProps & {
    names: readonly ListedName[];
    leftOut?: readonly string[];
  },
) {
  const count = names.length;
  const isTooMany = count > bounds.classList;
  return (
    <>
      <div role="status">
        {count === 0
          ? <p>{t.none}</p>
          : isTooMany
          ? <p>{t.tooMany({ count, most: bounds.classList })}</p>
          : (
            <>
              <p>{t.found({ count })}</p>
              <ul class="class-file-names">
                {names.slice(0, maxShown).map(({ name, room }, index) => (
                  <li key={index}>{formatClassList([{ name, room }])}</li>
                ))}
              </ul>
            </>
          )}
      </div>
      <LeftOutLines lines={leftOut} />
      <p class="hint">{t.onlyNames}</p>
      <div class="actions">
        {count > 0 && !isTooMany && (
          <Button
            look="main"
            onClick={() => onTake(names)}
          >
            {t.take({ count })}
          </Button>
        )}
        <Button onClick={onBack}>{t.back}</Button>
      </div>
    </>
  );
}
