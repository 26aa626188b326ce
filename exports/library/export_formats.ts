/** Formats of a teacher's quizzes and templates as files, apart from the code that writes them. */

export const quizExportFormats = [
  "json",
  "csv",
  "xlsx",
  "text",
  "gift",
] as const;
export const templateExportFormats = ["json", "csv"] as const;

export type QuizExportFormat = typeof quizExportFormats[number];
export type TemplateExportFormat = typeof templateExportFormats[number];
