/** What begins a form, loaded when somebody begins one: the first page does not pay for it. */
export function starting(): Promise<typeof import("./start.ts")> {
  return import("./start.ts");
}
