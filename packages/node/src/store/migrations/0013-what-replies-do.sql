-- Why what a dispatch waits for is due later than the agreement's clock says; a word of a closed list, null = as the clock says.
alter table dispatch add column due_why text;
-- Which dispatch of the same sender corrected, narrowed or recalled this one last; null = none.
alter table dispatch add column changed_by text;
