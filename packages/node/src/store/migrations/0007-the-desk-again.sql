-- What an author wrote and took back stays with what he wrote, until he puts it away.
drop index dispatch_written;
create index dispatch_written on dispatch (from_desk, author, state, id desc)
  where direction = 'ours' and state in ('draft', 'proposed', 'refused', 'recalled');

-- What a desk answered is counted among what it was asked, not among all that was sent to it.
drop index dispatch_history;
create index dispatch_history on dispatch (to_desk, kind, sent_at desc) where direction = 'ours' and sent_at is not null;

-- Who must still approve is said in each row that waits for it: the newest decision and the approvals are read, not sorted.
drop index decision_dispatch;
create index decision_dispatch on decision (dispatch, at desc, leaf desc);
create index approval_given on approval (dispatch, body_digest, at, id);
