/** The state of the server: versions, places, running classes by their size, settings without secrets. */
import type { ComponentChildren } from "preact";
import { getApp } from "../../classroom/app.ts";
import type { MachineFigures } from "../../classroom/operator/machine.ts";
import type { RunningClass } from "../../classroom/operator/operator_desk.ts";
import {
  isPostgresUrl,
  kvPath,
  type ShownSetting,
  shownSettings,
} from "../../classroom/settings.ts";
import { version } from "../../classroom/version.ts";
import { RowTable } from "../../components/page/RowTable.tsx";
import { formatTime } from "../../formats/format_time.ts";
import { operator as t } from "texts/operator.ts";
import { readTimeZone } from "../(http)/_time_zone.ts";
import { OperatorPage } from "./_frame.tsx";
import { handler, page } from "./$index.ts";

export const handlers = handler({
  async GET({ state }) {
    const { settings, machine, operatorDesk } = getApp();
    const data = {
      figures: await machine?.readFigures() ?? null,
      classes: await operatorDesk.runningClasses(),
      settings: shownSettings(settings),
      bucket: settings.S3_BUCKET ?? null,
      days: settings.RETENTION_DAYS,
      hasOwnBackup: isPostgresUrl(kvPath(settings)),
      backupCommand: `${settings.HOMEROOM_COMMAND} backup FOLDER`,
      commit: settings.HOMEROOM_COMMIT,
      address: state.address,
      zone: readTimeZone(state.cookies),
    };
    return { data };
  },
});

export default page(({ data }) => {
  const { figures, classes, settings, zone } = data;
  const changed = settings.filter(({ isUsual }) => !isUsual);
  const usual = settings.filter(({ isUsual }) => isUsual);
  return (
    <OperatorPage part="overview">
      <section class="card stack tight">
        <h2>{t.state}</h2>
        <dl>
          <Fact name={t.version}>
            {version} {data.commit && <code>{data.commit}</code>}
          </Fact>
          {figures && <MachineFacts {...figures} zone={zone} />}
          <Fact name={t.backup}>
            {data.hasOwnBackup
              ? t.backupElsewhere
              : figures?.lastBackup
              ? t.backupAt({
                at: formatTime(figures.lastBackup.at, "day", zone),
                folder: figures.lastBackup.folder,
              })
              : (
                <>
                  {t.noBackup} <code>{data.backupCommand}</code>
                </>
              )}
          </Fact>
          <Fact name={t.files}>
            {data.bucket === null
              ? t.filesDisk
              : t.filesBucket({ bucket: data.bucket })}
          </Fact>
          <Fact name={t.retention}>{t.retentionDays({ days: data.days })}</Fact>
          <Fact name={t.you}>{data.address}</Fact>
        </dl>
      </section>
      <section class="card stack tight">
        <h2>{t.classes}</h2>
        <Classes classes={classes} zone={zone} />
      </section>
      <section class="card stack tight">
        <h2>{t.settings}</h2>
        <p class="quiet">{t.settingsText}</p>
        {changed.length === 0
          ? <p>{t.noneSet}</p>
          : <SettingsTable settings={changed} label={t.settings} />}
        <details>
          <summary>{t.others}</summary>
          <SettingsTable settings={usual} label={t.others} />
        </details>
      </section>
    </OperatorPage>
  );
});

function Fact({ name, children }: {
  name: string;
  children: ComponentChildren;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function MachineFacts(
  { zone, ...figures }: MachineFigures & { zone: string },
) {
  return (
    <>
      <Fact name={t.runtime}>
        <code>{figures.runtime}</code>
      </Fact>
      <Fact name={t.since}>{formatTime(figures.startedAt, "day", zone)}</Fact>
      <Fact name={t.memory}>{sizeText(figures.memory)}</Fact>
      <Fact name={t.database}>
        <code>{figures.database}</code>
      </Fact>
      {figures.databaseSize !== null && (
        <Fact name={t.databaseSize}>{sizeText(figures.databaseSize)}</Fact>
      )}
      {figures.free !== null && (
        <Fact name={t.free}>{sizeText(figures.free)}</Fact>
      )}
    </>
  );
}

function Classes(
  { classes, zone }: { classes: readonly RunningClass[]; zone: string },
) {
  if (classes.length === 0) return <p>{t.noClasses}</p>;
  const people = classes.reduce((sum, { online }) => sum + (online ?? 0), 0);
  return (
    <>
      <p>{t.classCount({ count: classes.length, people })}</p>
      <RowTable
        label={t.classes}
        heads={[t.begun, t.online]}
        rows={classes.map(({ since, online }) => [
          formatTime(since, "day", zone),
          online ?? t.elsewhere,
        ])}
      />
    </>
  );
}

function SettingsTable({ settings, label }: {
  settings: readonly ShownSetting[];
  label: string;
}) {
  return (
    <RowTable
      label={label}
      heads={[t.name, t.value]}
      rows={settings.map(({ name, value }) => [
        <code key={name}>{name}</code>,
        <SettingValue key={name} value={value} />,
      ])}
    />
  );
}

function SettingValue({ value }: Pick<ShownSetting, "value">) {
  if (value === null) return <span class="quiet">{t.notSet}</span>;
  return typeof value === "string" ? <code>{value}</code> : <>{t.hidden}</>;
}

function sizeText(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 1000
    ? t.mebibytes({ size: Math.ceil(mebibytes) })
    : t.gibibytes({ size: (mebibytes / 1024).toFixed(1) });
}
