-- What was erased, by a digest that only this node can tie to a name.
create table tombstone (digest {bytes} not null primary key, row_seal {bytes});
create index dispatch_history on dispatch (to_desk, sent_at desc) where direction = 'ours' and sent_at is not null;
