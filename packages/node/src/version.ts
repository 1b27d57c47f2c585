/** The version every door and file of this build names. */
export const VERSION = "0.1.0";
