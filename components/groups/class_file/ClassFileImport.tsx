/** Previews a school's file for the class list (D-3): which columns or which class to take, and the names. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { classFile as t } from "texts/groups_class_file.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { Button } from "../../ui/Button.tsx";
import type { Charset } from "../../../classroom/model/tables/file_text.ts";
import {
  assignRole,
  previewRows,
} from "../../../classroom/model/tables/table_columns.ts";
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

const shown = 5;

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
    void readClassFiles(files, charset.value).then((it) => {
      if (isWanted) read.value = it;
    });
    return () => {
      isWanted = false;
    };
  }, [files, charset.value]);
  const found = read.value;
  // The pressed button is gone, so this takes the focus.
  useEffect(() => box.current?.focus(), []);
  return (
    <div class="stack" ref={box} tabIndex={-1} aria-busy={found === null}>
      {found && found.kind !== "fault" && found.read && (
        <CharsetField
          {...found.read}
          onChange={(it) => charset.value = it}
        />
      )}
      {found?.kind === "table" && (
        <TableImport
          key={found.read?.charset}
          of={{ ...found, isFamilyFirst: false }}
          {...taking}
        />
      )}
      {found?.kind === "classes" && (
        <RosterImport classes={found.classes} {...taking} />
      )}
      {found?.kind === "fault" && (
        <>
          <Notice tone="stop">
            {found.fault === "too-large"
              ? t.tooLarge({ megabytes: maxClassFilesBytes / 1024 / 1024 })
              : t.faults[found.fault]}
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
  props: NamesImportProps & { of: AmbiguousTable },
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
  { of, ...taking }: NamesImportProps & { of: AmbiguousTable },
) {
  const { table, isFamilyFirst, leftOut } = of;
  const found = useMemo(() => findColumns(table, isFamilyFirst), [table]);
  const columns = useSignal(found);
  const rows = useMemo(() => previewRows(table), [table]);
  const read = useMemo(() => readNames(table, columns.value), [
    table,
    columns.value,
  ]);
  return (
    <>
      <ColumnRolesTable
        of={{ ...columns.value, rows }}
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
        {options.map((option, at) => (
          <option key={at} value={at}>{option}</option>
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
                {names.slice(0, shown).map(({ name, room }, at) => (
                  <li key={at}>{formatClassList([{ name, room }])}</li>
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
