-- Which transaction a fact came with. Numbers are given before the commit, so a later number may be
-- seen earlier; what a listener has not heard is told by transactions and snapshots.

alter table sys_outbox add column tx xid8 not null default pg_current_xact_id();
create index on sys_outbox (tx);
