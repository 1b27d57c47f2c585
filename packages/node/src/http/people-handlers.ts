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
    dutyBoard: asking(ROUTES.dutyBoard, (officer) => exchange.duty(officer)),
    acknowledge: taking(ROUTES.acknowledge, (officer, _body, id) => exchange.acknowledge(officer, id)),
    setRota: taking(ROUTES.setRota, (officer, shift) => people.rota.set(officer, shift)),
    listLeave: asking(ROUTES.listLeave, (officer) => people.leave.list(officer)),
    setLeave: taking(ROUTES.setLeave, (officer, leave) => people.leave.set(officer, leave)),
    endLeave: taking(ROUTES.endLeave, (officer, _body, id) => people.leave.end(officer, id)),
    writeHandover: taking(ROUTES.writeHandover, (officer, note) => people.handover.write(officer, note)),
    readHandover: taking(ROUTES.readHandover, (officer, { desk }) => people.handover.read(officer, desk)),
    dropOrder: taking(ROUTES.dropOrder, (officer, _body, id) => orders.drop(officer, id)),
  };
}
