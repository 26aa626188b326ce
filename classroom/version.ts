/** The version of Homeroom, in health answers and at the start. */
export const version = "0.1.0";
