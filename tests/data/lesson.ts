/** Content of the data that `make.ts` makes. */

export const account = {
  email: "lin@school.example",
  name: "Ms Lin",
  password: "correct horse",
};

/** Prefix of the words of the class: `zqpastamy`, `zqpastben`, `zqpastlin`. */
export const mark = "past";

/** Amy has answered this quiz correctly. */
export const quiz = {
  name: "zqpastlin Cells",
  questions: [{
    kind: "single",
    text: "What makes a plant green?",
    choices: ["Chlorophyll", "Haemoglobin"],
    correct: [0],
  }],
};

/** Name of the scheduled class, which begins `daysAhead` (the maximum) after the data was made. */
export const scheduled = "zqpastlin Chemistry";
export const daysAhead = 365;
