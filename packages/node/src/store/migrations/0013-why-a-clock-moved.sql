-- Why what a dispatch waits for is due later than the agreement's clock says; a word of a closed list, null = as the clock says.
alter table dispatch add column due_why text;
