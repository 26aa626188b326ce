/** Content of the data that `make.ts` makes. */

export const storedAccount = {
  email: "lin@school.example",
  name: "Ms Lin",
  password: "correct horse",
};

/** Prefix of the words of the class: `zqpastamy`, `zqpastben`, `zqpastlin`. */
export const wordPrefix = "past";

/** Amy has answered this quiz correctly. */
export const storedQuiz = {
  name: "zqpastlin Cells",
  questions: [{
    kind: "single",
    text: "What makes a plant green?",
    choices: ["Chlorophyll", "Haemoglobin"],
    correct: [0],
  }],
};

/** Name of the scheduled class, which begins `scheduledDaysAhead` (the maximum) after the data was made. */
export const scheduledClassName = "zqpastlin Chemistry";
export const scheduledDaysAhead = 365;
