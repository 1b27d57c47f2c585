import { ROUTES } from "@entente/contract";
import { asking, taking } from "./handler.ts";
import type { Rooms } from "./handlers.ts";

/** Officers as records that change. */
export function aboutPeople({ people, node, exchange }: Rooms) {
  const { orders } = people;
  return {
    listOfficers: asking(ROUTES.listOfficers, () => orders.list()),
    showOfficer: taking(ROUTES.showOfficer, (_officer, body) => orders.show(body.officer)),
    listOrders: asking(ROUTES.listOrders, () => orders.waiting()),
    proposeOrder: taking(ROUTES.proposeOrder, (officer, { order, ...signed }) =>
      orders.propose(officer, node, order, signed),
    ),
    confirmOrder: taking(ROUTES.confirmOrder, (officer, signed, id) => orders.confirm(officer, id, signed)),
    listTokens: asking(ROUTES.listTokens, (officer) => people.tokens.list(officer)),
    makeToken: taking(ROUTES.makeToken, (officer, body) => people.tokens.make(officer, body)),
    endToken: taking(ROUTES.endToken, (officer, _body, id) => people.tokens.end(officer, id)),
    listPosts: asking(ROUTES.listPosts, (officer) => people.posts.list(officer)),
    nameGuest: taking(ROUTES.nameGuest, (officer, { post }, id) => exchange.nameGuest(officer, id, post)),
    dropOrder: taking(ROUTES.dropOrder, (officer, _body, id) => orders.drop(officer, id)),
  };
}
