// table: the doors of posts.
import { Type } from "typebox";
import { CLOSED } from "./fields.ts";
import { PostName, PostView } from "./post-record.ts";
import type { Route } from "./route.ts";

export const POST_ROUTES = {
  listPosts: {
    method: "GET",
    path: "/api/posts",
    summary: "Posts of officers abroad and of guests here; a guest sees his own",
    right: "signed_in",
    guest: true,
    body: null,
    answer: Type.Object({ items: Type.Array(PostView) }),
  },
  nameGuest: {
    method: "POST",
    path: "/api/dispatches/:id/guests",
    summary: "Name a guest's post for the thread of an arrival from his state: he may read what comes in it",
    right: "assign",
    inPerson: true,
    body: Type.Object({ post: PostName }, CLOSED),
    answer: PostView,
  },
} as const satisfies Record<string, Route>;
