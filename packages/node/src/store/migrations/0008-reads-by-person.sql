-- Who read what: an auditor asks by person and by moment, and what he is shown costs its own rows.
create index read_mark_officer on read_mark (officer, at desc, id desc);
