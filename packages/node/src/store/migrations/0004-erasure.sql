-- What was erased, by a digest that only this node can tie to a name.
create table tombstone (digest {bytes} not null primary key, row_seal {bytes});
