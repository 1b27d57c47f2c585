// Loaded into each node before it starts: a node of the sandbox ends with the sandbox, however that ended.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();
