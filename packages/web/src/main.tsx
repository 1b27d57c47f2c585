import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/desk.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { watchPresence } from "./api/presence.ts";
import { client } from "./api/queries.ts";
import { loadMessages, loadScreenMessages, t, word } from "./i18n/messages.ts";
import { PAGE } from "./shell/page.ts";
import { router } from "./shell/router.tsx";

const place = document.getElementById("app");
if (place === null) throw new TypeError("the page has no place for the workspace");
await loadMessages();
document.title = [...(PAGE.sandbox ? [t("band.sandbox")] : []), word("node", PAGE.party), "Entente"].join(
  " · ",
);
watchPresence();
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
// Meanwhile, so that the next screen need not wait for them.
void loadScreenMessages();
