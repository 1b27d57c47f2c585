import type { DeskRow } from "@entente/contract";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";
import { count } from "../i18n/format.ts";
import { LANGUAGE, t, word } from "../i18n/messages.ts";
import type { ListItem } from "./due.ts";
import { Row, rowId } from "./row.tsx";

const ROW_HEIGHT = LANGUAGE === "hi" ? 64 : 56;
const HEAD_HEIGHT = 36;
const OVERSCAN = 8;
/** Ask for the next page when so few rows are left below. */
const NEAR_END = 30;

/** The list: one tab stop, rows pointed at by aria-activedescendant, only what is seen is in the page. */
export function DeskList(props: {
  readonly items: readonly ListItem[];
  /** how many rows the list has; null while it is not known, because there are pages to come */
  readonly rows: number | null;
  readonly chosen: string | null;
  readonly now: number;
  readonly party: string;
  readonly whoOf: (row: DeskRow) => string;
  readonly onChoose: (id: string) => void;
  readonly onOpen: (row: DeskRow) => void;
  readonly onNearEnd: () => void;
}) {
  const { items, chosen, onNearEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const heightOf = useCallback(
    (index: number) => (items[index] !== undefined && "head" in items[index] ? HEAD_HEIGHT : ROW_HEIGHT),
    [items],
  );
  const keyOf = useCallback((index: number) => keyOfItem(items[index], index), [items]);
  const getScroller = useCallback(() => scroller.current, []);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: getScroller,
    estimateSize: heightOf,
    getItemKey: keyOf,
    overscan: OVERSCAN,
    scrollPaddingStart: HEAD_HEIGHT,
  });
  const at = items.findIndex((item) => "row" in item && item.row.id === chosen);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);
  useEffect(() => {
    scroller.current?.focus({ preventScroll: true });
  }, []);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - NEAR_END) onNearEnd();
  }, [last, items.length, onNearEnd]);
  return (
    <div
      className="list"
      role="grid"
      aria-label={t("desk.list")}
      aria-rowcount={props.rows ?? -1}
      aria-activedescendant={at >= 0 && chosen !== null ? rowId(chosen) : undefined}
      tabIndex={0}
      ref={scroller}
    >
      <div className="list-inner" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, key, start, size }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <div
              key={key}
              role="presentation"
              className="slot"
              style={{ transform: `translateY(${String(start)}px)`, height: size }}
            >
              {"head" in item ? (
                <SectionHead head={item.head} size={item.size} more={item.more} />
              ) : (
                <Row
                  row={item.row}
                  place={item.place}
                  chosen={item.row.id === chosen}
                  now={props.now}
                  party={props.party}
                  who={props.whoOf(item.row)}
                  onChoose={props.onChoose}
                  onOpen={props.onOpen}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function keyOfItem(item: ListItem | undefined, index: number): string {
  if (item === undefined) return String(index);
  return "head" in item ? `head-${item.head}-${String(index)}` : item.row.id;
}

function SectionHead(props: { readonly head: string; readonly size: number; readonly more: boolean }) {
  const { head, size, more } = props;
  return (
    <div className="section-head" role="row" data-head={head}>
      <span role="gridcell">
        <span className="section-name">{word("section", head)}</span>
        <span className="count">{more ? t("rail.more", { count: count(size) }) : count(size)}</span>
      </span>
    </div>
  );
}
