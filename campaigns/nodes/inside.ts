// Loaded into each node beside its own program: it changes nothing a node does. It ends the node with whoever
// started it, and says what the process has used.

process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.on("message", (message: unknown) => {
  const question: unknown = Reflect.get(Object(message), "question");
  if (question !== "usage") return;
  const { user, system } = process.cpuUsage();
  const answer = { cpuMicroseconds: user + system, rssBytes: process.memoryUsage.rss() };
  const ticket: unknown = Reflect.get(Object(message), "ticket");
  process.send?.({ ticket, answer });
});
// A node must end when its doors are closed, whether or not somebody still could ask.
process.channel?.unref();
